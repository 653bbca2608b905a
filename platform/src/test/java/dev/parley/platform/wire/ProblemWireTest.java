package dev.parley.platform.wire;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.client.ParleyChannels;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.GetThreadResponse;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceImplBase;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the server sends when a handler throws, or never sees the request.
class ProblemWireTest {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AtomicInteger calls = new AtomicInteger();
    private volatile Supplier<GetThreadResponse> answer = GetThreadResponse::getDefaultInstance;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        var problems = new Problems(List.of(new PlatformProblemMapper()));
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(TolerantParsing.of(new Answering().bindService(), MAX_BYTES))
                .decompressorRegistry(TolerantParsing.encodings())
                .intercept(new ValidationInterceptor(new RequestRules(List.of())))
                .intercept(new ProblemInterceptor(problems))
                .build()
                .start();
        channel = ParleyChannels.plaintext("127.0.0.1:" + server.getPort());
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void bugIsInternalWithACallIdAndNoDetail() {
        answer = () -> {
            throw new IllegalStateException("the secret of the store");
        };
        StatusRuntimeException failure = assertProblem(this::call, Code.INTERNAL, "INTERNAL");

        String callId = errorInfo(failure).getMetadataOrThrow("call_id");
        assertThat(callId).hasSize(36);
        assertThat(errorInfo(failure).getMetadataMap()).hasSize(1);
        assertThat(failure.getStatus().getDescription()).isEqualTo("Internal error, call " + callId);
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void statusOfAnotherServiceIsAnInternalError(boolean withTrailers) {
        answer = () -> {
            var foreign = Status.UNAUTHENTICATED.withDescription("The token has expired.");
            throw withTrailers ? foreign.asRuntimeException(new Metadata()) : foreign.asRuntimeException();
        };
        StatusRuntimeException failure = assertProblem(this::call, Code.INTERNAL, "INTERNAL");

        assertThat(failure.getStatus().getDescription()).doesNotContain("token");
    }

    @Test
    void bytesThatAreNotARequestAreRefused() {
        var failure = assertProblem(
                () -> sendBytes(new byte[] {(byte) 0xff, (byte) 0xff}), Code.INVALID_ARGUMENT, "REQUEST_INVALID");

        assertThat(badRequest(failure).getFieldViolations(0).getReason()).isEqualTo("encoding");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void requestThatIsTooLargeIsRefusedWithItsBound(String compression) {
        var request = CreateThreadRequest.newBuilder()
                .setSubject("x".repeat(MAX_BYTES + 1))
                .build();
        var failure = assertProblem(
                () -> stub().withCompression(compression).createThread(request),
                Code.INVALID_ARGUMENT,
                "REQUEST_TOO_LARGE");

        assertThat(errorInfo(failure).getMetadataOrThrow("max_bytes")).isEqualTo(String.valueOf(MAX_BYTES));
        assertThat(calls).hasValue(0);
    }

    /// Eight megabytes in eight kilobytes: the transport stops reading at four.
    @Test
    void compressedRequestThatGrowsBeyondTheTransportsLimitIsTooLarge() {
        var request = CreateThreadRequest.newBuilder()
                .setSubject("x".repeat(8_000_000))
                .build();
        assertProblem(
                () -> stub().withCompression("gzip").createThread(request), Code.INVALID_ARGUMENT, "REQUEST_TOO_LARGE");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no gzip at all", "\u001f\u008b"})
    void requestThatIsNotInItsEncodingIsRefused(String bytes) {
        var raw = ManagedChannelBuilder.forTarget("127.0.0.1:" + server.getPort())
                .usePlaintext()
                .compressorRegistry(NoGzip.registry())
                .build();
        try {
            var failure = assertProblem(
                    () -> sendBytes(
                            raw,
                            CallOptions.DEFAULT.withCompression("gzip"),
                            bytes.getBytes(StandardCharsets.ISO_8859_1)),
                    Code.INVALID_ARGUMENT,
                    "REQUEST_INVALID");
            assertThat(badRequest(failure).getFieldViolations(0).getReason()).isEqualTo("encoding");
            assertThat(calls).hasValue(0);
        } finally {
            raw.shutdownNow();
        }
    }

    /// Claims to compress, and does not.
    private record NoGzip() implements Compressor {

        static CompressorRegistry registry() {
            CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
            registry.register(new NoGzip());
            return registry;
        }

        @Override
        public String getMessageEncoding() {
            return "gzip";
        }

        @Override
        public OutputStream compress(OutputStream plain) {
            return plain;
        }
    }

    @Test
    void requestWithAnUnknownFieldIsRefusedAlsoIfItOnlyReads() {
        var newer = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        var failure = assertProblem(
                () -> stub().createThread(CreateThreadRequest.newBuilder()
                        .setUnknownFields(newer)
                        .build()),
                Code.INVALID_ARGUMENT,
                "FIELD_UNKNOWN");
        assertThat(errorInfo(failure).getMetadataOrThrow("field")).isEqualTo("#99");

        var read = GetThreadRequest.newBuilder().setThreadId("thr_1").setUnknownFields(newer);
        var refused = assertProblem(() -> call(read.build()), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertThat(errorInfo(refused).getMetadataOrThrow("field")).isEqualTo("#99");
        assertThat(calls).hasValue(0);
    }

    @Test
    void valueThatTheServerDoesNotKnowIsNotAMistakeOfTheClient() {
        var request = CreateThreadRequest.newBuilder().setRequestId("request-1").setKindValue(99);
        request.addParticipantsBuilder().setUserId("usr_bob");

        var failure =
                assertProblem(() -> stub().createThread(request.build()), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
        assertThat(errorInfo(failure).getMetadataMap())
                .containsEntry("field", "kind")
                .containsEntry("feature", "parley.thread.v1.ThreadKind/99");
        assertThat(calls).hasValue(0);
    }

    @Test
    void errorOfTheJvmIsAnInternalError() {
        answer = () -> {
            throw new StackOverflowError("planted");
        };
        assertProblem(this::call, Code.INTERNAL, "INTERNAL");
    }

    @Test
    void requestThatBreaksARuleIsRefused() {
        var failure = assertProblem(
                () -> call(GetThreadRequest.getDefaultInstance()), Code.INVALID_ARGUMENT, "REQUEST_INVALID");

        assertThat(badRequest(failure).getFieldViolations(0).getField()).isEqualTo("thread_id");
        assertThat(calls).hasValue(0);
    }

    @Test
    void problemKeepsItsOwnForm() {
        answer = () -> {
            throw new PageTokenInvalid("page_token").exception();
        };
        assertProblem(this::call, Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }

    @Test
    void channelDoesNotRetryIfTheServerHasWaited() {
        answer = () -> {
            throw new StoreUnavailable(RETRY_AFTER).exception();
        };
        var store = assertProblem(this::call, Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        assertThat(retryInfo(store).getRetryDelay().getSeconds()).isEqualTo(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void channelRetriesTransientFailures() {
        answer = () -> {
            throw switch (calls.get()) {
                case 1 -> new ShuttingDown().exception();
                case 2 -> new DependencyUnavailable("message", RETRY_AFTER).exception();
                default -> new PageTokenInvalid("page_token").exception();
            };
        };
        assertProblem(this::call, Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertThat(calls).hasValue(3);
    }

    private void call() {
        call(GetThreadRequest.newBuilder().setThreadId("thr_1").build());
    }

    private void call(GetThreadRequest request) {
        GetThreadResponse thread = stub().getThread(request);
        assertThat(thread).isNotNull();
    }

    private ThreadServiceGrpc.ThreadServiceBlockingStub stub() {
        return ThreadServiceGrpc.newBlockingStub(channel);
    }

    private void sendBytes(byte[] request) {
        sendBytes(channel, CallOptions.DEFAULT, request);
    }

    private static void sendBytes(Channel channel, CallOptions options, byte[] request) {
        var method = ThreadServiceGrpc.getGetThreadMethod();
        var raw = method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
        assertThat(ClientCalls.blockingUnaryCall(channel, raw, options, request))
                .isNotNull();
    }

    private record Bytes() implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Answering extends ThreadServiceImplBase {
        @Override
        public void getThread(GetThreadRequest request, StreamObserver<GetThreadResponse> response) {
            calls.incrementAndGet();
            Unary.reply(response, answer);
        }
    }
}
