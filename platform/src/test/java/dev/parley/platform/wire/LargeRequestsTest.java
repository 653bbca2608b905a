package dev.parley.platform.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.Violation;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.TolerantParsing.Refused;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A large request costs little more memory than its bytes, whatever is in it.
final class LargeRequestsTest {

    private static final int SIZE = 1_000_000;
    private static final long LITTLE = 8L * SIZE;
    private static final MethodDescriptor<BatchGetMessagesRequest, ?> GET =
            MessageServiceGrpc.getBatchGetMessagesMethod();
    private static final MethodDescriptor<CreateThreadRequest, ?> CREATE = ThreadServiceGrpc.getCreateThreadMethod();
    private static final MethodDescriptor<SendMessageRequest, ?> SEND = MessageServiceGrpc.getSendMessageMethod();

    private static final class Bytes extends ByteArrayInputStream implements KnownLength {
        Bytes(byte[] bytes) {
            super(bytes);
        }
    }

    /// Parses as the server does.
    private static <Q, R> Object parse(MethodDescriptor<Q, R> method, InputStream bytes) {
        var service = ServerServiceDefinition.builder(ServiceDescriptor.newBuilder(method.getServiceName())
                        .addMethod(method)
                        .build())
                .addMethod(method, (call, headers) -> new ServerCall.Listener<>() {})
                .build();
        return TolerantParsing.of(service, 2 * SIZE)
                .getMethod(method.getFullMethodName())
                .getMethodDescriptor()
                .parseRequest(bytes);
    }

    private static Problem refusal(MethodDescriptor<?, ?> method, byte[] bytes) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        parse(method, new Bytes(bytes));
        long before = threads.getCurrentThreadAllocatedBytes();
        Object parsed = parse(method, new Bytes(bytes));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes that were allocated")
                .isLessThan(LITTLE);
        assertThat(parse(method, new ByteArrayInputStream(bytes))).isInstanceOf(Refused.class);
        assertThat(parsed).isInstanceOf(Refused.class);
        return ((Refused) parsed).problem();
    }

    private static byte[] repeated(int... unit) {
        byte[] bytes = new byte[SIZE / unit.length * unit.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) unit[i % unit.length];
        }
        return bytes;
    }

    private static void assertTooMany(Problem problem, String field, int most) {
        assertThat(problem)
                .isEqualTo(new RequestInvalid(List.of(
                        new Violation(field, "repeated.max_items", "must contain no more than " + most + " item(s)"))));
    }

    @Test
    void listOfEmptyElementsIsRefusedBeforeItIsParsed() {
        assertTooMany(refusal(GET, repeated(0x0a, 0)), "refs", 200);
        assertTooMany(refusal(CREATE, repeated(0x2a, 0)), "participants", 300);
    }

    @Test
    void unknownFieldsAreRefusedBeforeTheyAreParsed() {
        var unknown = UnknownFieldSet.newBuilder();
        for (int number = 1_000; number < 200_000; number++) {
            unknown.mergeVarintField(number, 0);
        }
        byte[] bytes = unknown.build().toByteArray();
        assertThat(refusal(GET, bytes)).isEqualTo(new FieldUnknown("#1000"));
        assertThat(refusal(GET, repeated(0x08, 0)))
                .as("a number in place of an element")
                .isEqualTo(new FieldUnknown("#1"));
    }

    @Test
    void largeRequestsThatKeepTheirBoundsAreParsed() {
        var refs = BatchGetMessagesRequest.newBuilder();
        for (int i = 0; i < 200; i++) {
            refs.addRefs(MessageRef.newBuilder().setThreadId("thr_" + i).setMessageId("x".repeat(1_000)));
        }
        assertParsed(GET, refs.build());
        assertParsed(
                SEND,
                SendMessageRequest.newBuilder().setText("\u00e9".repeat(10_000)).build());
    }

    private static void assertParsed(MethodDescriptor<?, ?> method, Message request) {
        assertThat(parse(method, new Bytes(request.toByteArray()))).isEqualTo(request);
        assertThat(parse(method, new ByteArrayInputStream(request.toByteArray())))
                .isEqualTo(request);
    }

    @Test
    void bytesThatAreNoRequestAreNoRequest() {
        assertThat(parse(SEND, new Bytes(repeated(0xff)))).isNull();
        assertThat(parse(SEND, new ByteArrayInputStream(repeated(0xff)))).isNull();
    }
}
