package dev.parley.e2e.process;

import dev.parley.client.ParleyChannels;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Ports of this machine and what serves on them.
final class Ports {

    private static final Duration START = Duration.ofSeconds(120);

    private Ports() {}

    /// A port that nobody listens on.
    static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits until a process says of itself that it serves. It asks on a connection of its own: what fails here does
    /// not use up the retries of others.
    static void awaitServing(int port, ChildProcess process) {
        ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + port);
        try {
            Awaitility.await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The process ended:\n" + process.output());
                }
                channel.resetConnectBackoff();
                return isServing(channel);
            });
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean isServing(ManagedChannel channel) {
        try {
            return HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus()
                    == ServingStatus.SERVING;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }
}
