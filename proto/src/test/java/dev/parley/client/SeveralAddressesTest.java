package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels to a service with several replicas.
final class SeveralAddressesTest {

    private static final int MOST_CALLS = 2_000;

    private final Replica one = new Replica();
    private final Replica other = new Replica();
    private final ManagedChannel channel = ParleyChannels.plaintext(one.address() + ", " + other.address());

    @AfterEach
    void stop() {
        channel.shutdownNow();
        one.server.shutdownNow();
        other.server.shutdownNow();
    }

    @Test
    void callsReachAllAddressesAndGoOnWhileOneIsDown() throws Exception {
        for (int call = 0; call < MOST_CALLS && (one.calls.get() == 0 || other.calls.get() == 0); call++) {
            call();
        }
        assertThat(one.calls.get()).as("calls of one").isPositive();
        assertThat(other.calls.get()).as("calls of the other").isPositive();

        one.server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        int before = other.calls.get();
        for (int call = 0; call < 20; call++) {
            call();
        }
        assertThat(other.calls.get() - before).isEqualTo(20);
    }

    @Test
    void addressThatCannotBeResolvedIsLeftOut() {
        ManagedChannel partly = ParleyChannels.plaintext("no-such-host.invalid:1," + other.address());
        try {
            ThreadPolicyServiceGrpc.newBlockingStub(partly).withWaitForReady().checkAccess(request());
            assertThat(other.calls).hasValue(1);
        } finally {
            partly.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host:1", "10.0.0.1:50051", "[::1]:50051", "dns:///host:1", "unix:/tmp/socket", "a:1,b:65535"})
    void targetIsAccepted(String target) {
        ParleyChannels.check(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "http://host:1",
                "https://host:1",
                "a:1,",
                "a:1,b",
                "a:1,dns:///b:1",
                "host:1/path",
                "a b:1"
            })
    void textThatIsNoTargetIsRefusedInOneSentence(String target) {
        assertThatThrownBy(() -> ParleyChannels.plaintext(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write host:port");
    }

    private void call() {
        ThreadPolicyServiceGrpc.newBlockingStub(channel).checkAccess(request());
    }

    private static CheckAccessRequest request() {
        return CheckAccessRequest.newBuilder()
                .setThreadId("thr_1")
                .setUserId("usr_1")
                .build();
    }

    private static final class Replica extends ThreadPolicyServiceImplBase {

        private final AtomicInteger calls = new AtomicInteger();
        private final Server server = start();

        private Server start() {
            try {
                return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(this)
                        .build()
                        .start();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        String address() {
            return "127.0.0.1:" + server.getPort();
        }

        @Override
        public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
            calls.incrementAndGet();
            response.onNext(CheckAccessResponse.getDefaultInstance());
            response.onCompleted();
        }
    }
}
