package dev.parley.clientkit.process;

import dev.parley.client.ParleyChannels;
import dev.parley.clientkit.check.Bounded;
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
import java.util.function.BooleanSupplier;

/// Ports of this machine, and whether a server on them is serving.
public final class Serving {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration FIRST_CALL = Duration.ofSeconds(5);
    private static final int CALL_MILLIS = 500;

    private Serving() {}

    /// Returns a port of the loopback interface on which nothing listens.
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException("No free port found", failure);
        }
    }

    /// Waits until a process is serving at a target. Uses a separate connection, so that failures here do not
    /// use up the retries of others. Throws `IllegalStateException` with the end of the output if the process
    /// ends.
    public static void await(String target, ChildProcess process) {
        ManagedChannel channel = ParleyChannels.plaintext(target);
        try {
            BooleanSupplier serves = () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The server ended:\n" + process.lastLines());
                }
                channel.resetConnectBackoff();
                return serves(channel);
            };
            if (!Bounded.await(START, serves)) {
                throw new IllegalStateException("The server is not serving:\n" + process.lastLines());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /// Whether the health service at a target reports within a few seconds that it is serving: the first call
    /// of a process is slow.
    public static boolean at(String target) {
        ManagedChannel channel = ParleyChannels.plaintext(target);
        try {
            return Bounded.await(FIRST_CALL, () -> {
                channel.resetConnectBackoff();
                return serves(channel);
            });
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean serves(ManagedChannel channel) {
        try {
            return HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus()
                    == ServingStatus.SERVING;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }
}
