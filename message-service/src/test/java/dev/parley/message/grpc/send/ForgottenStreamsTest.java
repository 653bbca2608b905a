package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However a send stream ends, the server releases everything that belongs to it.
@ExtendWith(RunningService.class)
final class ForgottenStreamsTest {

    private static final String ALICE = "usr_alice";
    private static final Wire WIRE = Wire.shared();
    private static final int STREAMS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String thread = WIRE.thread(ALICE, "usr_bob");

    /// Streams of earlier tests, which may not have ended completely yet.
    private long before;

    @BeforeEach
    void count() {
        before = alive();
    }

    /// A stream with one send that was acknowledged or refused.
    private record Opened(
            StreamObserver<SendMessagesRequest> sends,
            RecordedStream<SendMessagesRequest, SendMessagesResponse> results) {

        static Opened with(String thread, String requestId) {
            RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
            var opened = new Opened(WIRE.asyncAs(ALICE).sendMessages(results), results);
            opened.sends()
                    .onNext(SendMessagesRequest.newBuilder()
                            .setSend(Wire.text(thread, requestId, "Hello"))
                            .build());
            results.awaitAll(all -> !all.isEmpty());
            return opened;
        }
    }

    private List<Opened> open(String requestId) {
        List<Opened> all = Stream.generate(() -> Opened.with(thread, requestId))
                .limit(STREAMS)
                .toList();
        assertThat(alive()).as("streams that are open").isGreaterThanOrEqualTo(STREAMS);
        return all;
    }

    private void nothingIsKept() {
        Awaitility.await("streams that are kept").atMost(PATIENCE).until(() -> alive() <= before);
    }

    @Test
    void finishedStreamsAreReleased() {
        List<Opened> all = open("request-1");
        all.forEach(opened -> opened.sends().onCompleted());
        all.forEach(opened -> assertThat(opened.results().awaitEnd()).isNull());
        nothingIsKept();
    }

    @Test
    void cancelledStreamsAreReleased() {
        List<Opened> all = open("refused: a bad request id");
        all.forEach(opened -> opened.results().cancel());
        nothingIsKept();
    }

    /// Returns how many streams are on the heap after a garbage collection.
    private static long alive() {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .toString()
                    .lines()
                    .map(line -> line.strip().split(" +"))
                    .filter(columns -> columns[columns.length - 1].equals(SendStream.class.getName()))
                    .mapToLong(columns -> Long.parseLong(columns[1]))
                    .sum();
        } catch (JMException unknown) {
            throw new AssertionError("This JVM does not report what is on its heap", unknown);
        }
    }

    /// A truncated field, a wire type that does not exist, a text that is not UTF-8.
    @ParameterizedTest
    @ValueSource(strings = {"0a", "ffffffff", "0a031a01ff"})
    void streamsWithBytesThatAreNotAMessageEndAndAreReleased(String bytes) {
        IntStream.range(0, STREAMS).forEach(i -> {
            RecordedStream<byte[], SendMessagesResponse> results = RecordedStream.eager();
            var call = WIRE.service.as(ALICE).newCall(rawSends(), CallOptions.DEFAULT);
            ClientCalls.asyncBidiStreamingCall(call, results)
                    .onNext(HexFormat.of().parseHex(bytes));
            var end = results.awaitEnd();
            assertThat(end).isNotNull();
            assertProblem(end, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        });
        nothingIsKept();
    }

    /// A small one is refused at its arrival, a large one by the stream's own thread.
    @ParameterizedTest
    @ValueSource(ints = {2, 9_000, 150_000})
    void streamsWithSuchBytesAmongSendsInFlightEndAndAreReleased(int length) {
        byte[] malformed = new byte[length];
        malformed[0] = 0x0a;
        malformed[1] = 0x7f;
        for (int i = 0; i < STREAMS; i++) {
            RecordedStream<byte[], SendMessagesResponse> results = RecordedStream.eager();
            var call = WIRE.service.as(ALICE).newCall(rawSends(), CallOptions.DEFAULT);
            var sends = ClientCalls.asyncBidiStreamingCall(call, results);
            for (int j = 0; j < 300; j++) {
                sends.onNext(SendMessagesRequest.newBuilder()
                        .setSend(Wire.text(thread, "request-%d-%d".formatted(i, j), "Hello"))
                        .build()
                        .toByteArray());
            }
            results.awaitAll(some -> !some.isEmpty());
            sends.onNext(malformed);
            var end = results.awaitEnd();
            assertThat(end).isNotNull();
            assertProblem(end, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        }
        nothingIsKept();
    }

    private static MethodDescriptor<byte[], SendMessagesResponse> rawSends() {
        var sends = MessageServiceGrpc.getSendMessagesMethod();
        return sends.toBuilder(new RawBytes(), sends.getResponseMarshaller()).build();
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
}
