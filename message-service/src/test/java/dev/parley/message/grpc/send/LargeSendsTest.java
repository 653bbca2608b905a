package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A send that is too large, or that carries too much, is refused with its reason, and its stream continues.
@ExtendWith(RunningService.class)
final class LargeSendsTest {

    private static final String ALICE = "usr_alice";
    private static final Wire WIRE = Wire.shared();

    private final String thread = WIRE.thread(ALICE, "usr_bob");

    private SendMessageRequest.Builder draft(String request) {
        return Wire.text(thread, request, "Hello").toBuilder();
    }

    private static String reason(SendMessagesResponse response) throws InvalidProtocolBufferException {
        return response.hasSent()
                ? "sent"
                : response.getError().getDetails(0).unpack(ErrorInfo.class).getReason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void largeSendsAreRefusedOneByOne(String compression) throws InvalidProtocolBufferException {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = WIRE.asyncAs(ALICE).withCompression(compression).sendMessages(results);
        var expected = new LinkedHashMap<SendMessageRequest.Builder, String>();
        expected.put(draft("request-1"), "sent");
        expected.put(draft("request-2").setText("🎉".repeat(10_000)), "sent");
        expected.put(draft("request-3").setText("x".repeat(10_001)), "REQUEST_INVALID");
        expected.put(draft("request-4").setText("x".repeat(900_000)), "REQUEST_INVALID");
        boolean plain = compression.equals("identity");
        expected.put(
                draft("request-5").setText("x".repeat(2_000_000)), plain ? "REQUEST_TOO_LARGE" : "REQUEST_INVALID");
        expected.put(draft("request-6").setReplyToMessageId("m".repeat(3_000_000)), "REQUEST_TOO_LARGE");
        expected.put(draft("request-7").addAllAttachments(nothing(500_000)), "REQUEST_TOO_LARGE");
        expected.put(draft("request-8").addAllAttachments(nothing(40_000)), "REQUEST_INVALID");
        expected.put(draft("request-9").setUnknownFields(unknown(20_000)), "FIELD_UNKNOWN");
        expected.put(draft("request-last"), "sent");
        expected.keySet()
                .forEach(send -> sends.onNext(
                        SendMessagesRequest.newBuilder().setSend(send).build()));
        sends.onCompleted();

        assertThat(results.awaitEnd()).isNull();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (var response : results.received()) {
            assertThat(response.getThreadId()).isEqualTo(thread);
            reasons.put(response.getRequestId(), reason(response));
        }
        expected.forEach((send, reason) -> assertThat(reasons).containsEntry(send.getRequestId(), reason));
        assertThat(reasons).hasSameSizeAs(expected);
    }

    private static Iterable<AttachmentDraft> nothing(int count) {
        return Collections.nCopies(count, AttachmentDraft.getDefaultInstance());
    }

    private static UnknownFieldSet unknown(int count) {
        var values = UnknownFieldSet.Field.newBuilder();
        Collections.nCopies(count, 1L).forEach(values::addVarint);
        return UnknownFieldSet.newBuilder().addField(9_999, values.build()).build();
    }

    /// The transport itself ends the call, and cannot say why.
    @Test
    void sendBeyondTheTransportsLimitEndsTheStream() {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = WIRE.asyncAs(ALICE).sendMessages(results);
        sends.onNext(SendMessagesRequest.newBuilder()
                .setSend(draft("request-1").setText("x".repeat(4_200_000)))
                .build());
        var end = results.awaitEnd();
        assertThat(end).isNotNull();
        assertThat(end.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
}
