package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.feed.ReadTurns.Turn;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One reader's stream. It keeps a position and writes from its source while the reader is ready.
///
/// Any thread may call [#wake] at any time, cheaply; only one thread at a time writes. A wake during a write
/// is never lost.
///
/// @param <R> the response message of the RPC
public final class FeedStream<R extends MessageLite> {

    private static final String METHOD = "feed";

    /// An older comparison with the store proves nothing, so no heartbeat is sent.
    static final long YOUNG_NANOS = Duration.ofSeconds(3).toNanos();

    /// A comparison with the store that is this old ends the stream.
    static final long LOST_NANOS = Duration.ofSeconds(5).toNanos();

    static final Duration STORE_RETRY = Duration.ofSeconds(1);

    private final FeedRuntime runtime;
    private final ServerCallStreamObserver<R> observer;
    private final FeedWriter<R> writer;
    private final Instant expireTime;
    private final Instant endOfAge;
    private final Pump pump;
    private final Runnable waker;
    private final AtomicReference<@Nullable FeedEnd> ending = new AtomicReference<>();
    private volatile @Nullable FeedProgress<R> progress;
    private volatile boolean stalled;
    private final Turn turn;
    private boolean over;
    private Runnable whenOver = () -> {};

    /// Whose stream it is.
    ///
    /// @param expireTime when the reader's credentials expire
    record Reader(Object user, Instant expireTime) {}

    FeedStream(ServerCallStreamObserver<R> observer, FeedEnvelope<R> envelope, FeedRuntime runtime, Reader reader) {
        this.runtime = runtime;
        this.observer = observer;
        this.writer = new FeedWriter<>(new FeedWriter.Only<>(observer), envelope);
        this.expireTime = reader.expireTime();
        this.endOfAge = runtime.clock().instant().plus(runtime.drawAge());
        this.pump = new Pump(runtime.executor(), this::run);
        this.waker = () -> pump.wakeHere(this::writeHere);
        this.turn = runtime.turns().of(reader.user(), pump::wake);
    }

    void whenOver(Runnable action) {
        whenOver = action;
    }

    /// Starts to write from a source. Called once.
    public void start(FeedSource<R> from) {
        progress = new FeedProgress<>(from, runtime.rests(), runtime.config().page());
        wake();
    }

    /// Signals that there may be something to write.
    public void wake() {
        pump.wake();
    }

    /// Signals that there may be something to write, and writes it on the calling thread if that needs no
    /// store and the reader is ready. Always the same object.
    public Runnable waker() {
        return waker;
    }

    /// Ends the stream soon, with a token to resume from. Without a problem the status is OK.
    public void close(CloseReason reason, @Nullable Problem problem) {
        end(new FeedEnd(reason, problem == null ? null : statusOf(problem.exception())));
    }

    void cancel() {
        end(FeedEnd.CANCELLED);
    }

    private void end(FeedEnd why) {
        if (ending.compareAndSet(null, why)) {
            wake();
        }
    }

    private ProblemStatus statusOf(Throwable thrown) {
        return runtime.problems().statusOf(thrown, METHOD);
    }

    /// Checks the time, several times a second. Fast, and never throws.
    void tick(Instant time, long nanos) {
        if (ending.get() != null) {
            wake();
            return;
        }
        FeedProgress<R> now = progress;
        if (now == null || !now.hasBegun()) {
            return;
        }
        try {
            tick(now, time, nanos);
        } catch (Throwable fault) {
            end(FeedEnd.of(statusOf(fault)));
        }
    }

    private void tick(FeedProgress<R> feed, Instant now, long nanos) {
        long comparedAt = feed.source().comparedAt();
        if (!now.isBefore(expireTime)) {
            close(CLOSE_REASON_CREDENTIALS_EXPIRED, new CredentialsInvalid("The token has expired."));
        } else if (!now.isBefore(endOfAge)) {
            close(CLOSE_REASON_MAX_AGE, null);
        } else if (nanos - comparedAt >= LOST_NANOS) {
            close(CLOSE_REASON_STORE_UNAVAILABLE, new StoreUnavailable(STORE_RETRY));
        } else if (stalled ? feed.hasOldRest(nanos) : heartbeatIsDue(comparedAt, nanos)) {
            wake();
        }
    }

    private boolean heartbeatIsDue(long comparedAt, long nanos) {
        return writer.silence(nanos) >= runtime.config().heartbeat().toNanos() && nanos - comparedAt < YOUNG_NANOS;
    }

    private void run() {
        FeedProgress<R> feed = progress;
        if (feed == null && ending.get() != null) {
            whenOver.run();
        }
        if (over || feed == null) {
            return;
        }
        try {
            boolean more = true;
            while (ending.get() == null && more && mayRead(feed)) {
                more = step(feed);
            }
        } catch (Throwable thrown) {
            ending.compareAndSet(null, FeedEnd.of(statusOf(thrown)));
        }
        FeedEnd why = ending.get();
        if (why != null) {
            finish(feed, why);
        }
    }

    /// A stream that is new or behind waits for its turn, which wakes it.
    private boolean mayRead(FeedProgress<R> feed) {
        boolean waits = !feed.hasBegun() || !feed.isLive() && writer.isReady();
        return !waits || turn.take();
    }

    private boolean step(FeedProgress<R> feed) {
        try {
            if (!feed.hasBegun()) {
                feed.begin();
            }
            return writeMore(feed);
        } finally {
            turn.end();
        }
    }

    /// Writes from memory on the calling thread. Returns whether there is nothing more to write.
    private boolean writeHere() {
        FeedProgress<R> feed = progress;
        return feed != null && !over && ending.get() == null && feed.writeHere(writer);
    }

    /// Writes one page, or as much of it as the reader takes. Returns whether there may be more to write now.
    private boolean writeMore(FeedProgress<R> feed) {
        stalled = !writer.isReady();
        if (stalled) {
            feed.source().check();
            if (feed.hasOldRest(System.nanoTime())) {
                feed.dropRest();
            }
            return false;
        }
        if (feed.writeRest(writer)) {
            return true;
        }
        long readAt = System.nanoTime();
        if (feed.write(feed.read(), readAt, writer)) {
            return true;
        }
        atHead(feed);
        return false;
    }

    private void atHead(FeedProgress<R> feed) {
        boolean caughtUpNow = feed.atHead(feed.source().states(), writer);
        if (!caughtUpNow && heartbeatIsDue(feed.source().comparedAt(), System.nanoTime())) {
            writer.heartbeat(feed.position(), runtime.clock().instant(), feed.resumeToken());
        }
    }

    private void finish(FeedProgress<R> feed, FeedEnd why) {
        over = true;
        feed.dropRest();
        try {
            if (feed.hasBegun() && why != FeedEnd.CANCELLED && !observer.isCancelled()) {
                writer.closing(why, why.isResumable() ? feed.resumeToken() : "");
            }
            why.end(observer);
        } catch (Throwable fault) {
            FeedEnd.of(statusOf(fault)).end(observer);
        } finally {
            leave(feed.source());
        }
    }

    private void leave(FeedSource<R> from) {
        turn.end();
        try {
            from.close();
        } finally {
            whenOver.run();
        }
    }
}
