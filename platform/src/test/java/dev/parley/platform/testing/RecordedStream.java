package dev.parley.platform.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a client received on a stream, and how it ended. A test waits for what it expects, at most 20 s.
///
/// @param <Q> the request message
/// @param <R> the response message
public final class RecordedStream<Q, R> implements ClientResponseObserver<Q, R> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<R> received = new ArrayList<>();
    private final boolean manual;
    private @Nullable ClientCallStreamObserver<Q> call;
    private @Nullable Throwable failure;
    private boolean over;

    private RecordedStream(boolean manual) {
        this.manual = manual;
    }

    /// Creates a client that reads everything.
    public static <Q, R> RecordedStream<Q, R> eager() {
        return new RecordedStream<>(false);
    }

    /// Creates a client that reads only what [#request] requests.
    public static <Q, R> RecordedStream<Q, R> stalled() {
        return new RecordedStream<>(true);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
        if (manual) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public synchronized void onNext(R element) {
        received.add(element);
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable thrown) {
        failure = thrown;
        over = true;
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        over = true;
        notifyAll();
    }

    /// Requests more elements.
    public void request(int count) {
        started().request(count);
    }

    /// Ends the stream from the client side.
    public void cancel() {
        started().cancel("The test is done", new CancellationException());
    }

    /// Returns what was received so far.
    public synchronized List<R> received() {
        return List.copyOf(received);
    }

    /// Waits until an element matches, and returns the first that does.
    public R await(Predicate<R> fits) {
        return awaitAll(all -> all.stream().anyMatch(fits)).stream()
                .filter(fits)
                .findFirst()
                .orElseThrow();
    }

    /// Waits until everything received so far matches, and returns it.
    public synchronized List<R> awaitAll(Predicate<List<R>> fits) {
        waitUntil(() -> fits.test(received));
        return List.copyOf(received);
    }

    /// Whether the stream has ended.
    public synchronized boolean isOver() {
        return over;
    }

    /// Waits for the end of the stream, and returns its status unless that is OK.
    public synchronized @Nullable StatusRuntimeException awaitEnd() {
        waitUntil(() -> over);
        return (StatusRuntimeException) failure;
    }

    private ClientCallStreamObserver<Q> started() {
        if (call == null) {
            throw new IllegalStateException("The call has not started");
        }
        return call;
    }

    private interface Condition {
        boolean holds();
    }

    private synchronized void waitUntil(Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("Timed out; received " + received.size() + ", the last ones: "
                        + received.subList(Math.max(0, received.size() - 5), received.size()) + ", end: " + over
                        + " " + failure);
            }
            try {
                NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }
}
