package dev.parley.e2e.input;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no stub would write: texts that are not valid Unicode, and bytes that are not a message.
@ExtendWith(SharedServer.class)
final class BadBytesTest {

    private final User alice;
    private final String thread;

    BadBytesTest(ParleyServer server) {
        alice = server.as(User.newId("alice"));
        thread = alice.direct(User.newId("bob"));
    }

    /// Sends the bytes that it is given.
    private record RawBytes() implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("Only requests are raw");
        }
    }

    /// A lone surrogate, a byte that is invalid in UTF-8, a NUL encoded in two bytes, a truncated character.
    @ParameterizedTest
    @ValueSource(strings = {"eda080", "ff", "c080", "f09f8e"})
    void textThatIsNotUnicodeIsRefused(String text) {
        byte[] request = withText(HexFormat.of().parseHex("6869" + text));
        refused(MessageServiceGrpc.getSendMessageMethod(), request);
        refused(MessageServiceGrpc.getSendMessagesMethod(), nested(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a", "ffffffff", "0a7f61"})
    void bytesThatAreNotAMessageAreRefused(String bytes) {
        refused(MessageServiceGrpc.getSendMessageMethod(), HexFormat.of().parseHex(bytes));
    }

    /// A newer client must not believe that the server stored or obeyed a field that the server does not know.
    @Test
    void unknownFieldsAreRefusedAtAnyDepth() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(9_999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        SendMessageRequest send = User.draft(thread, "unknown-field", "Hello").toBuilder()
                .setUnknownFields(unknown)
                .build();
        var group = CreateThreadRequest.newBuilder()
                .setRequestId("unknown-field")
                .setKind(ThreadKind.THREAD_KIND_CHAT)
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(User.newId("carol"))
                        .setUnknownFields(unknown));
        assertProblem(() -> alice.messages().sendMessage(send), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertProblem(() -> alice.threads().createThread(group.build()), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertThat(alice.newest(thread).getMessagesList()).isEmpty();
        var read = ListMessagesRequest.newBuilder().setThreadId(thread).setUnknownFields(unknown);
        assertProblem(() -> alice.messages().listMessages(read.build()), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        var follow = WatchInboxRequest.newBuilder().setUnknownFields(unknown);
        assertProblem(() -> alice.inbox().watchInbox(follow.build()).next(), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
    }

    private <Q, R> void refused(MethodDescriptor<Q, R> method, byte[] request) {
        var raw = method.toBuilder(new RawBytes(), method.getResponseMarshaller())
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
        assertProblem(
                () -> ClientCalls.blockingUnaryCall(alice.channel(), raw, CallOptions.DEFAULT, request),
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
        assertThat(alice.newest(thread).getMessagesList()).isEmpty();
    }

    private byte[] withText(byte[] text) {
        byte[] start = User.draft(thread, "bad-bytes", "").toBuilder()
                .clearText()
                .build()
                .toByteArray();
        return write(out -> {
            out.writeRawBytes(start);
            out.writeByteArray(SendMessageRequest.TEXT_FIELD_NUMBER, text);
        });
    }

    private static byte[] nested(byte[] send) {
        return write(out -> out.writeByteArray(SendMessagesRequest.SEND_FIELD_NUMBER, send));
    }

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        try {
            writing.write(out);
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }
}
