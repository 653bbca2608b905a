package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceBlockingStub;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParleyChannelsTest {

    private final Flaky flaky = new Flaky();
    private final AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(flaky)
                .intercept(new HeaderReader())
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
    void unavailableIsRetriedAFewTimes() {
        flaky.failures.set(3);
        stub().checkAccess(request());
        assertThat(flaky.calls).hasValue(4);
    }

    @Test
    void retriesAreBounded() {
        flaky.failures.set(100);
        assertThat(codeOf(stub())).isEqualTo(Code.UNAVAILABLE);
        assertThat(flaky.calls).hasValue(4);
    }

    @Test
    void nothingElseIsRetried() {
        flaky.failures.set(100);
        flaky.failure = Status.ABORTED;
        assertThat(codeOf(stub())).isEqualTo(Code.ABORTED);
        assertThat(flaky.calls).hasValue(1);
    }

    @Test
    void unaryCallHasADeadlineEvenIfNoneIsSet() {
        stub().checkAccess(request());
        assertThat(flaky.remaining.get()).isBetween(8L, 10L);

        stub().withDeadlineAfter(60, TimeUnit.SECONDS).checkAccess(request());
        assertThat(flaky.remaining.get()).isBetween(50L, 60L);
    }

    @Test
    void tokenAndUserAreSent() {
        var credentials = new TokenCredentials(() -> "abc").actingFor("usr_bob");
        stub().withCallCredentials(credentials).checkAccess(request());
        assertThat(headers.get().get(TokenCredentials.AUTHORIZATION)).isEqualTo("Bearer abc");
        assertThat(headers.get().get(TokenCredentials.ON_BEHALF_OF)).isEqualTo("usr_bob");
    }

    @Test
    void credentialsOfTheCallWinOverThoseOfTheChannel() {
        var with = ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of("channel")));
        var stub = ThreadPolicyServiceGrpc.newBlockingStub(with);
        stub.checkAccess(request());
        assertThat(headers.get().get(TokenCredentials.AUTHORIZATION)).isEqualTo("Bearer channel");

        stub.withCallCredentials(TokenCredentials.of("call")).checkAccess(request());
        assertThat(headers.get().get(TokenCredentials.AUTHORIZATION)).isEqualTo("Bearer call");
    }

    @Test
    void unobtainableTokenIsUnauthenticated() {
        var credentials = new TokenCredentials(() -> {
            throw new IllegalStateException("no token");
        });
        assertThat(codeOf(stub().withCallCredentials(credentials))).isEqualTo(Code.UNAUTHENTICATED);
    }

    private ThreadPolicyServiceBlockingStub stub() {
        return ThreadPolicyServiceGrpc.newBlockingStub(channel);
    }

    private static Code codeOf(ThreadPolicyServiceBlockingStub stub) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> stub.checkAccess(request()))
                .getStatus()
                .getCode();
    }

    private static CheckAccessRequest request() {
        return CheckAccessRequest.newBuilder()
                .setThreadId("thr_1")
                .setUserId("usr_1")
                .build();
    }

    private final class HeaderReader implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
            headers.set(metadata);
            return next.startCall(call, metadata);
        }
    }

    private static final class Flaky extends ThreadPolicyServiceImplBase {

        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicReference<Long> remaining = new AtomicReference<>(0L);
        private volatile Status failure = Status.UNAVAILABLE;

        @Override
        public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
            calls.incrementAndGet();
            var deadline = Context.current().getDeadline();
            remaining.set(deadline == null ? -1 : deadline.timeRemaining(TimeUnit.SECONDS));
            if (failures.getAndDecrement() > 0) {
                response.onError(failure.asRuntimeException());
                return;
            }
            response.onNext(CheckAccessResponse.getDefaultInstance());
            response.onCompleted();
        }
    }
}
