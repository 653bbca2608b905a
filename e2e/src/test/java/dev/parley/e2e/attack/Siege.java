package dev.parley.e2e.attack;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.Tokens;
import dev.parley.platform.testing.RawConnection;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// One attack while it lasts: what it has opened, and how often it tried. Its end closes all that it opened.
final class Siege implements AutoCloseable {

    private final int port;
    private final Tokens tokens;
    private final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tries = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean on = true;

    Siege(int port, Tokens tokens) {
        this.port = port;
        this.tokens = tokens;
    }

    /// A part of an attack, which may fail at any time: so does a client whose connection is closed.
    interface Part {
        void run() throws Exception;
    }

    /// Runs a part again and again, in several threads, until the siege ends. Each thread pauses in between: the
    /// attacker uses the processors of the server, and the figures are to be those of the server.
    void repeat(int threads, Duration pause, Part part) {
        for (int i = 0; i < threads; i++) {
            start(() -> {
                while (on) {
                    attempt(part);
                    LockSupport.parkNanos(pause.toNanos());
                }
            });
        }
    }

    /// Runs a part a number of times in a thread of its own, or fewer times if the siege ends first.
    void times(int most, Part part) {
        start(() -> {
            for (int i = 0; i < most && on; i++) {
                attempt(part);
            }
        });
    }

    private void start(Runnable all) {
        running.incrementAndGet();
        Thread.startVirtualThread(() -> {
            try {
                all.run();
            } finally {
                ended.release();
            }
        });
    }

    /// The server may refuse each try in any way: what counts is what the honest client sees.
    private void attempt(Part part) {
        tries.incrementAndGet();
        try {
            part.run();
        } catch (Exception refused) {
            Thread.yield();
        }
    }

    boolean isOn() {
        return on;
    }

    int tries() {
        return tries.get();
    }

    <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    RawConnection raw() throws IOException {
        return keep(RawConnection.to(port));
    }

    RawConnection silent() throws IOException {
        return keep(RawConnection.silent(port));
    }

    /// Returns a new connection of a user.
    Channel as(String user) {
        return with(token(user));
    }

    /// Returns a new connection with any token.
    Channel with(String token) {
        return ClientInterceptors.intercept(connect(), ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    ManagedChannel connect() {
        ManagedChannel connection = ParleyChannels.plaintext("127.0.0.1:" + port);
        keep(connection::shutdownNow);
        return connection;
    }

    User user(String user) {
        return new User(user, as(user));
    }

    String token(String user) {
        return tokens.user(user);
    }

    @Override
    public void close() {
        on = false;
        opened.forEach(Siege::end);
        ended.acquireUninterruptibly(running.get());
        opened.forEach(Siege::end);
    }

    private static void end(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception alreadyGone) {
            Thread.yield();
        }
    }
}
