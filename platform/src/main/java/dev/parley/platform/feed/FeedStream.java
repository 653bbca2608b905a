package dev.parley.platform.feed;

import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.WireTime;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One reader's stream. It holds a cursor and writes from its source while the reader is ready.
///
/// [#wake] is cheap and may be called from any thread at any time. One thread at a time writes. A wake during the
/// writing is never lost.
///
/// @param <R> the response message of the RPC
public final class FeedStream<R> {

    private final ServerCallStreamObserver<R> observer;
    private final FeedEnvelope<R> envelope;
    private final FeedRuntime runtime;
    private final Instant endOfAge;
    private final Pump pump;
    private final Runnable waker;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable FeedSource<R> source;
    private Runnable whenOver = () -> {};
    private long cursor;
    private boolean caughtUp;
    private boolean over;
    private volatile long lastPosition = System.nanoTime();
    private volatile boolean stalled;

    /// Why a stream ends; no problem means status OK.
    private record Ending(CloseReason reason, @Nullable Problem problem) {}

    FeedStream(ServerCallStreamObserver<R> observer, FeedEnvelope<R> envelope, FeedRuntime runtime, long after) {
        this.observer = observer;
        this.envelope = envelope;
        this.runtime = runtime;
        this.cursor = after;
        this.pump = new Pump(runtime.executor(), this::run);
        this.waker = () -> pump.wakeHere(this::writeHere);
        this.endOfAge = runtime.clock().instant().plus(runtime.age());
    }

    void whenOver(Runnable action) {
        whenOver = action;
    }

    /// Begins to write from a source. Called once.
    public void start(FeedSource<R> from) {
        source = from;
        wake();
    }

    /// Signals that there may be something to write.
    public void wake() {
        pump.wake();
    }

    /// Signals that there may be something to write, and writes it on the calling thread when that needs no store and
    /// the reader is ready. Always the same object.
    public Runnable waker() {
        return waker;
    }

    /// Ends the stream soon, with a token to resume from.
    public void close(CloseReason reason, @Nullable Problem problem) {
        if (ending.compareAndSet(null, new Ending(reason, problem))) {
            wake();
        }
    }

    void cancel() {
        close(CloseReason.CLOSE_REASON_UNSPECIFIED, null);
    }

    void tick() {
        Instant now = runtime.clock().instant();
        if (!now.isBefore(runtime.expireTime())) {
            close(CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED, new CredentialsInvalid("The token has expired."));
        } else if (!now.isBefore(endOfAge)) {
            close(CloseReason.CLOSE_REASON_MAX_AGE, null);
        } else if (!stalled && heartbeatIsDue()) {
            wake();
        }
    }

    private boolean heartbeatIsDue() {
        return System.nanoTime() - lastPosition >= runtime.config().heartbeat().toNanos();
    }

    private void run() {
        FeedSource<R> from = source;
        if (from == null && ending.get() != null) {
            whenOver.run();
        }
        if (over || from == null) {
            return;
        }
        try {
            boolean more = true;
            while (ending.get() == null && more) {
                more = writeMore(from);
            }
        } catch (ProblemException carrier) {
            ending.compareAndSet(null, endingOf(carrier.problem()));
        } catch (RuntimeException fault) {
            end(from, CloseReason.CLOSE_REASON_INTERNAL, fault);
            return;
        }
        Ending why = ending.get();
        if (why != null) {
            end(from, why.reason(), why.problem() == null ? null : why.problem().exception());
        }
    }

    /// Returns whether everything was written.
    private boolean writeHere() {
        FeedSource<R> from = source;
        if (from == null || over || !caughtUp || ending.get() != null || !observer.isReady()) {
            return false;
        }
        Optional<FeedPage<R>> page = from.readHere(cursor, runtime.config().page());
        if (page.isEmpty() || page.get().items().isEmpty()) {
            return false;
        }
        for (var item : page.get().items()) {
            send(item.element());
            cursor = item.position();
        }
        return cursor == page.get().head();
    }

    private static Ending endingOf(Problem problem) {
        return new Ending(
                problem instanceof StoreUnavailable
                        ? CloseReason.CLOSE_REASON_STORE_UNAVAILABLE
                        : CloseReason.CLOSE_REASON_ACCESS_ENDED,
                problem);
    }

    /// Writes one page. Returns whether there may be more to write now.
    private boolean writeMore(FeedSource<R> from) {
        stalled = !observer.isReady();
        if (stalled) {
            from.check();
            return false;
        }
        FeedPage<R> page = from.read(cursor, runtime.config().page());
        if (page.items().isEmpty()) {
            return atHead(from);
        }
        if (caughtUp && page.stored()) {
            caughtUp = false;
            send(envelope.lagging()
                    .apply(Lagging.newBuilder()
                            .setPosition(cursor)
                            .setHead(page.head())
                            .build()));
        }
        for (var item : page.items()) {
            if (!observer.isReady()) {
                return true;
            }
            send(item.element());
            cursor = item.position();
        }
        return true;
    }

    private boolean atHead(FeedSource<R> from) {
        boolean beating = heartbeatIsDue();
        from.states().forEach(observer::onNext);
        if (!caughtUp) {
            caughtUp = true;
            send(envelope.caughtUp()
                    .apply(CaughtUp.newBuilder()
                            .setPosition(cursor)
                            .setResumeToken(from.resumeToken(cursor))
                            .build()));
        } else if (beating) {
            send(envelope.heartbeat()
                    .apply(Heartbeat.newBuilder()
                            .setPosition(cursor)
                            .setSendTime(WireTime.toProto(runtime.clock().instant()))
                            .setResumeToken(from.resumeToken(cursor))
                            .build()));
        }
        return false;
    }

    /// Sends an element that carries a position.
    private void send(R element) {
        observer.onNext(element);
        lastPosition = System.nanoTime();
    }

    private void end(FeedSource<R> from, CloseReason reason, @Nullable RuntimeException thrown) {
        over = true;
        try {
            if (!observer.isCancelled()) {
                sayGoodbye(from, reason, thrown);
            }
        } finally {
            from.close();
            whenOver.run();
        }
    }

    private void sayGoodbye(FeedSource<R> from, CloseReason reason, @Nullable RuntimeException thrown) {
        var closing = Closing.newBuilder().setReason(reason);
        if (reason != CloseReason.CLOSE_REASON_ACCESS_ENDED) {
            closing.setResumeToken(from.resumeToken(cursor));
        }
        observer.onNext(envelope.closing().apply(closing.build()));
        if (thrown == null) {
            observer.onCompleted();
        } else {
            observer.onError(runtime.problems().statusOf(thrown, "feed").toException());
        }
    }
}
