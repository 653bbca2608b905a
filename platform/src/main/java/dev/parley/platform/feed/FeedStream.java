package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.feed.FeedProgress.Next;
import dev.parley.platform.feed.ReadTurns.Turn;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
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
    public static final long YOUNG_NANOS = Duration.ofSeconds(3).toNanos();

    /// A comparison with the store that is this old ends the stream.
    public static final long LOST_NANOS = Duration.ofSeconds(5).toNanos();

    /// A reader that has waited its turn hears of it before the read, unless it heard something a moment ago.
    private static final long MOMENT_NANOS = Duration.ofSeconds(1).toNanos();

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
    private boolean waited;
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
        progress = runtime.progress(from, runtime.config().page());
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
        FeedProgress<R> feed = progress;
        if (feed == null) {
            return;
        }
        try {
            if (!endsByTime(time) && !endsForLackOfStore(feed, nanos) && isDue(feed, nanos)) {
                wake();
            }
        } catch (Throwable fault) {
            end(FeedEnd.of(statusOf(fault)));
        }
    }

    private boolean endsByTime(Instant now) {
        if (!now.isBefore(expireTime)) {
            close(CLOSE_REASON_CREDENTIALS_EXPIRED, new CredentialsInvalid("The token has expired."));
        } else if (!now.isBefore(endOfAge)) {
            close(CLOSE_REASON_MAX_AGE, null);
        } else {
            return false;
        }
        return true;
    }

    private boolean endsForLackOfStore(FeedProgress<R> feed, long nanos) {
        boolean isOld = feed.hasBegun() && nanos - feed.source().comparedAt() >= LOST_NANOS;
        if (!isOld && !(turn.isWaiting() && runtime.turns().isLost(nanos))) {
            return false;
        }
        close(CLOSE_REASON_STORE_UNAVAILABLE, FeedEnd.lostStore());
        return true;
    }

    /// A turn that was given and not used, because no thread was available, holds up others.
    private boolean isDue(FeedProgress<R> feed, long nanos) {
        if (turn.isHeld()) {
            return true;
        }
        if (turn.isWaiting()) {
            return isSilent(nanos);
        }
        if (!feed.hasBegun()) {
            return false;
        }
        return stalled ? feed.hasOldRest(nanos) : heartbeatIsDue(feed.source().comparedAt(), nanos);
    }

    private boolean isSilent(long nanos) {
        return writer.silence(nanos) >= runtime.config().heartbeat().toNanos();
    }

    private boolean heartbeatIsDue(long comparedAt, long nanos) {
        return isSilent(nanos) && nanos - comparedAt < YOUNG_NANOS;
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
            while (ending.get() == null && more) {
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

    /// Writes one page, or as much of it as the reader takes. Returns whether there may be more to write now.
    private boolean step(FeedProgress<R> feed) {
        stalled = !writer.isReady();
        if (stalled) {
            turn.end();
            stall(feed);
            return false;
        }
        Next next = feed.hasBegun() ? feed.writeHeld(writer) : Next.STORE;
        if (next != Next.STORE) {
            turn.end();
        } else if (turn.take(feed.isLive())) {
            next = readAndWrite(feed);
        } else {
            waited = true;
            sayThatItWaits(runtime.config().heartbeat().toNanos());
        }
        if (next == Next.HEAD && heartbeatIsDue(feed.source().comparedAt(), System.nanoTime())) {
            writer.heartbeat(feed.position(), runtime.clock().instant(), feed.resumeToken());
        }
        return next == Next.MORE;
    }

    private static void stall(FeedProgress<?> feed) {
        if (feed.hasBegun()) {
            feed.source().check();
        }
        if (feed.hasOldRest(System.nanoTime())) {
            feed.dropRest();
        }
    }

    private Next readAndWrite(FeedProgress<R> feed) {
        if (waited) {
            waited = false;
            sayThatItWaits(MOMENT_NANOS);
        }
        return feed.write(turn.read(feed::readStored), writer);
    }

    private void sayThatItWaits(long leastSilence) {
        if (writer.silence(System.nanoTime()) >= leastSilence) {
            writer.waiting();
        }
    }

    /// Writes from memory on the calling thread. Returns whether there is nothing more to write.
    private boolean writeHere() {
        FeedProgress<R> feed = progress;
        return feed != null && !over && ending.get() == null && feed.writeHere(writer);
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
