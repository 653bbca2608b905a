package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.feed.ReadTurns.Turn;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private static final long YOUNG_NANOS = Duration.ofSeconds(3).toNanos();

    /// A comparison with the store that is this old ends the stream.
    private static final long LOST_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    /// New: the source has not returned its start yet. Behind: `caught_up` has not been sent yet.
    private enum Phase {
        NEW,
        BEHIND,
        LIVE,
        OVER
    }

    private final FeedRuntime runtime;
    private final FeedWriter<R> writer;
    private final Instant expireTime;
    private final Instant endOfAge;
    private final Pump pump;
    private final Runnable waker;
    private final AtomicReference<@Nullable FeedEnd> ending = new AtomicReference<>();
    private volatile @Nullable FeedSource<R> source;
    private volatile @Nullable PageRest<R> rest;
    private volatile boolean stalled;
    private volatile Phase phase = Phase.NEW;
    private final Turn turn;
    private Runnable whenOver = () -> {};
    private int limit;

    /// Whose stream it is.
    ///
    /// @param expireTime when the reader's credentials expire
    record Reader(Object user, Instant expireTime) {}

    FeedStream(ServerCallStreamObserver<R> observer, FeedEnvelope<R> envelope, FeedRuntime runtime, Reader reader) {
        this.runtime = runtime;
        this.writer = new FeedWriter<>(observer, envelope);
        this.expireTime = reader.expireTime();
        this.endOfAge = runtime.clock().instant().plus(runtime.drawAge());
        this.pump = new Pump(runtime.executor(), this::run);
        this.waker = () -> pump.wakeHere(this::writeHere);
        this.turn = runtime.turns().of(reader.user(), pump::wake);
        this.limit = runtime.config().page();
    }

    void whenOver(Runnable action) {
        whenOver = action;
    }

    /// Starts to write from a source. Called once.
    public void start(FeedSource<R> from) {
        source = from;
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
    void tick(Instant now, long nanos) {
        if (ending.get() != null) {
            wake();
            return;
        }
        FeedSource<R> from = source;
        if (from == null || phase == Phase.NEW) {
            return;
        }
        try {
            tick(from, now, nanos);
        } catch (Throwable fault) {
            end(FeedEnd.of(statusOf(fault)));
        }
    }

    private void tick(FeedSource<R> from, Instant now, long nanos) {
        if (!now.isBefore(expireTime)) {
            close(CLOSE_REASON_CREDENTIALS_EXPIRED, new CredentialsInvalid("The token has expired."));
        } else if (!now.isBefore(endOfAge)) {
            close(CLOSE_REASON_MAX_AGE, null);
        } else if (nanos - from.comparedAt() >= LOST_NANOS) {
            close(CLOSE_REASON_STORE_UNAVAILABLE, new StoreUnavailable(STORE_RETRY));
        } else if (stalled ? hasOldRest(nanos) : heartbeatIsDue(from, nanos)) {
            wake();
        }
    }

    private boolean heartbeatIsDue(FeedSource<R> from, long nanos) {
        return writer.silence(nanos) >= runtime.config().heartbeat().toNanos()
                && nanos - from.comparedAt() < YOUNG_NANOS;
    }

    private boolean hasOldRest(long nanos) {
        PageRest<R> kept = rest;
        return kept != null && kept.isOld(nanos);
    }

    private void run() {
        FeedSource<R> from = source;
        if (from == null && ending.get() != null) {
            whenOver.run();
        }
        if (phase == Phase.OVER || from == null) {
            return;
        }
        try {
            boolean more = true;
            while (ending.get() == null && more && mayRead()) {
                more = step(from);
            }
        } catch (Throwable thrown) {
            ending.compareAndSet(null, FeedEnd.of(statusOf(thrown)));
        }
        FeedEnd why = ending.get();
        if (why != null) {
            finish(from, why);
        }
    }

    /// A stream that is new or behind waits for its turn, which wakes it.
    private boolean mayRead() {
        boolean waits = phase == Phase.NEW || phase == Phase.BEHIND && writer.isReady();
        return !waits || turn.take();
    }

    private boolean step(FeedSource<R> from) {
        try {
            if (phase == Phase.NEW) {
                writer.moveTo(from.begin());
                phase = Phase.BEHIND;
            }
            return writeMore(from);
        } finally {
            turn.end();
        }
    }

    /// Writes from memory on the calling thread. Returns whether there is nothing more to write.
    private boolean writeHere() {
        FeedSource<R> from = source;
        if (from == null || phase != Phase.LIVE || rest != null || ending.get() != null || !writer.isReady()) {
            return false;
        }
        Optional<FeedPage<R>> held = from.readHere(writer.position(), limit);
        if (held.isEmpty() || held.get().items().isEmpty() || held.get().isCompacted()) {
            return false;
        }
        FeedPage<R> page = held.get();
        int written = writer.write(page.items(), from.isDense());
        return written == page.items().size() && writer.position() == page.head();
    }

    /// Writes one page, or as much of it as the reader takes. Returns whether there may be more to write now.
    private boolean writeMore(FeedSource<R> from) {
        stalled = !writer.isReady();
        if (stalled) {
            from.check();
            if (hasOldRest(System.nanoTime())) {
                dropRest();
            }
            return false;
        }
        PageRest<R> kept = takeRest();
        if (kept != null) {
            from.check();
            write(from, kept.items(), kept.readAt());
            return true;
        }
        long readAt = System.nanoTime();
        FeedPage<R> page = from.read(writer.position(), limit);
        announce(page);
        if (!page.items().isEmpty()) {
            if (write(from, page.items(), readAt)) {
                limit = Math.min(2 * limit, runtime.config().page());
            }
            return true;
        }
        if (page.compacted() > writer.position()) {
            writer.moveTo(page.compacted());
            return true;
        }
        return atHead(from);
    }

    private void announce(FeedPage<R> page) {
        boolean behind = !page.items().isEmpty() && page.stored() || page.isCompacted();
        if (phase == Phase.LIVE && behind) {
            phase = Phase.BEHIND;
            writer.lagging(page.head());
        }
        if (page.isCompacted()) {
            writer.compacted(page.compacted());
        }
    }

    /// Writes what the reader takes, and keeps the rest. Returns whether the reader took everything.
    private boolean write(FeedSource<R> from, List<Item<R>> items, long readAt) {
        int written = writer.write(items, from.isDense());
        if (written < items.size()) {
            keep(items.subList(written, items.size()), written, readAt);
        }
        return written == items.size();
    }

    /// Keeps what the reader did not take. If that is too much, drops the end; the next page is then as long
    /// as what the reader took and what is kept.
    private void keep(List<Item<R>> left, int written, long readAt) {
        PageRest<R> kept = PageRest.of(left, readAt, runtime.rests());
        rest = kept;
        int size = kept == null ? 0 : kept.items().size();
        if (size < left.size()) {
            limit = written + size;
        }
    }

    /// Returns the part of the last page that the reader has not taken; null if there is none, or if it is
    /// too old.
    private @Nullable PageRest<R> takeRest() {
        PageRest<R> kept = rest;
        dropRest();
        return kept == null || kept.isOld(System.nanoTime()) ? null : kept;
    }

    private void dropRest() {
        PageRest<R> kept = rest;
        if (kept != null) {
            rest = null;
            kept.release();
        }
    }

    private boolean atHead(FeedSource<R> from) {
        writer.write(from.states());
        if (phase == Phase.BEHIND) {
            phase = Phase.LIVE;
            writer.caughtUp(from.resumeToken(writer.position()));
        } else if (heartbeatIsDue(from, System.nanoTime())) {
            writer.heartbeat(runtime.clock().instant(), from.resumeToken(writer.position()));
        }
        return false;
    }

    private void finish(FeedSource<R> from, FeedEnd why) {
        boolean begun = phase != Phase.NEW;
        phase = Phase.OVER;
        dropRest();
        try {
            if (begun && why != FeedEnd.CANCELLED) {
                writer.end(why, why.isResumable() ? from.resumeToken(writer.position()) : "");
            } else {
                writer.endBare(why);
            }
        } catch (Throwable fault) {
            writer.endBare(FeedEnd.of(statusOf(fault)));
        } finally {
            leave(from);
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
