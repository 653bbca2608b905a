package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import io.grpc.KnownLength;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/// The transport thread does little with a send, whatever is in it.
final class SendReaderTest {

    private static final int MAX_BYTES = 1_048_576;
    private static final SendIds IDS = new SendIds("thr_1", "request-1", "usr_alice");

    private final SendReader reader = new SendReader(MAX_BYTES);

    private static final class Known extends ByteArrayInputStream implements KnownLength {
        Known(byte[] bytes) {
            super(bytes);
        }
    }

    private static SendMessagesRequest send(SendMessageRequest.Builder send) {
        return SendMessagesRequest.newBuilder()
                .setSend(send.setThreadId(IDS.thread()).setRequestId(IDS.request()))
                .setActingUserId(IDS.actingUser())
                .build();
    }

    private static SendMessagesRequest text(int length) {
        return send(SendMessageRequest.newBuilder().setText("x".repeat(length)));
    }

    private static SendMessagesRequest attachments(int count) {
        return send(SendMessageRequest.newBuilder()
                .addAllAttachments(Collections.nCopies(count, AttachmentDraft.getDefaultInstance())));
    }

    private ArrivedSend read(SendMessagesRequest send) {
        return reader.parse(new Known(send.toByteArray()));
    }

    @Test
    void onlySmallSendsAreParsedAtTheirArrival() throws IOException {
        assertThat(read(text(3_000)).request()).isEqualTo(text(3_000));
        for (SendMessagesRequest larger : new SendMessagesRequest[] {text(10_000), attachments(40_000)}) {
            ArrivedSend send = read(larger);
            assertThat(send.request()).isNull();
            assertThat(send.weight()).isEqualTo(1_024 + 2 * larger.getSerializedSize());
            assertThat(SendMessagesRequest.parseFrom(send.bytes())).isEqualTo(larger);
        }
    }

    @Test
    void ofATooLargeSendOnlyTheIdsAreKept() {
        ArrivedSend send = read(text(900_000));
        assertThat(send.refused())
                .isEqualTo(RequestInvalid.of("text", "string.max_len", "must be at most 10,000 characters"));
        assertThat(send.ids()).isEqualTo(IDS);
        assertThat(send.bytes()).isNull();
        assertThat(read(text(2_000_000)).refused()).isEqualTo(new RequestTooLarge(MAX_BYTES));
        assertThat(read(text(2_000_000)).ids()).isEqualTo(IDS);
        assertThat(read(send(SendMessageRequest.newBuilder().setReplyToMessageId("m".repeat(200_000))))
                        .refused())
                .isEqualTo(new RequestTooLarge(100_000));
    }

    @Test
    void fieldsWithoutEndAreNotAllLookedAt() {
        assertThat(read(attachments(500_000)).refused()).isEqualTo(new RequestTooLarge(100_000));
        assertThat(read(attachments(500_000)).ids().thread()).isEqualTo(IDS.thread());
        var numbers = UnknownFieldSet.Field.newBuilder();
        for (int i = 0; i < 200_000; i++) {
            numbers.addVarint(1);
        }
        var unknown = UnknownFieldSet.newBuilder().addField(99, numbers.build());
        assertThat(read(SendMessagesRequest.newBuilder()
                                .setUnknownFields(unknown.build())
                                .build())
                        .refused())
                .isEqualTo(new RequestTooLarge(100_000));
    }

    @Test
    void idsThatAreTooLongAreNotKept() {
        var send = SendMessagesRequest.newBuilder()
                .setSend(SendMessageRequest.newBuilder()
                        .setThreadId("t".repeat(500_000))
                        .setRequestId("request-1"));
        assertThat(read(send.build()).ids()).isEqualTo(new SendIds("", "request-1", ""));
    }

    @Test
    void bytesThatAreNotASendAreLeftToTheStream() {
        byte[] small = {0x0a};
        byte[] large = new byte[200_000];
        large[0] = 0x0a;
        large[1] = 0x7f;
        for (byte[] bytes : new byte[][] {small, large}) {
            assertThat(reader.parse(new Known(bytes)).refused()).isNull();
            assertThat(reader.parse(new Known(bytes)).toRequest()).isEmpty();
        }
    }

    @Test
    void compressedSendMayEndAtTheLimitOfTheTransport() {
        byte[] begin = text(150_000).toByteArray();
        var limited = new SequenceInputStream(new ByteArrayInputStream(begin, 0, 120_000), new InputStream() {
            @Override
            public int read() {
                throw Status.RESOURCE_EXHAUSTED.asRuntimeException();
            }
        });
        assertThat(reader.parse(limited).refused()).isInstanceOf(RequestInvalid.class);
        assertThat(reader.parse(new ByteArrayInputStream(text(9_000).toByteArray()))
                        .bytes())
                .isNotNull();
    }
}
