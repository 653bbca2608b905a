package dev.parley.clientkit.follow;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A stream that other threads wait for: each element wakes them, and so does its end. Its fields and those
/// of its subclass are guarded by its own lock.
abstract class Waiter<Q, R> implements ClientResponseObserver<Q, R>, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean stalled;
    private @Nullable ClientCallStreamObserver<Q> call;
    private @Nullable Throwable failure;
    private boolean over;
    private long endNanos;
    private long heardNanos = System.nanoTime();

    Waiter(boolean stalled) {
        this.stalled = stalled;
    }

    /// Handles an element, under the lock.
    abstract void take(R element);

    /// Returns a readable description of the stream's position.
    abstract String state();

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
        if (stalled) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public final synchronized void onNext(R element) {
        take(element);
        heardNanos = System.nanoTime();
        notifyAll();
    }

    @Override
    public final synchronized void onError(Throwable thrown) {
        failure = thrown;
        end();
    }

    @Override
    public final synchronized void onCompleted() {
        end();
    }

    private void end() {
        over = true;
        endNanos = System.nanoTime();
        notifyAll();
    }

    /// Requests more elements, for a stream that reads only what is requested.
    public void request(int count) {
        started().request(count);
    }

    /// Ends the stream from the client side.
    @Override
    public void close() {
        started().cancel("The reader is closed", new CancellationException());
    }

    /// Waits for the end of the stream. Returns its status unless that is OK.
    public synchronized @Nullable StatusRuntimeException awaitEnd() {
        awaitThat("its end", () -> over);
        return (StatusRuntimeException) failure;
    }

    /// Whether the stream has ended.
    public synchronized boolean isOver() {
        return over;
    }

    /// Returns when the stream ended, by `System.nanoTime`.
    public synchronized long endNanos() {
        return endNanos;
    }

    /// Returns when the newest element arrived, or when the reader was created, by `System.nanoTime`.
    public synchronized long heardNanos() {
        return heardNanos;
    }

    /// Waits until a condition holds. Throws `IllegalStateException` if the stream ends first, or after a
    /// minute.
    final synchronized void awaitOpen(String what, BooleanSupplier condition) {
        awaitThat(what, () -> condition.getAsBoolean() || over);
        if (!condition.getAsBoolean()) {
            throw new IllegalStateException("The feed ended before " + what + ": " + failure + "; " + state());
        }
    }

    private synchronized void awaitThat(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("The feed did not reach " + what + " in time; " + state());
            }
            try {
                NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting", interrupted);
            }
        }
    }

    private ClientCallStreamObserver<Q> started() {
        return Objects.requireNonNull(call, "The call has not started");
    }
}
