package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.FewAtOnce;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.wire.Problems;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All open feeds of this process: starts them, ends them in time, and ends all of them when the server shuts
/// down.
@Singleton
public final class Feeds {

    private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int STANDARD_TURNS = 3;

    private final FeedRuntime runtime;
    private final Set<FeedStream<?>> open = ConcurrentHashMap.newKeySet();
    private final FewAtOnce threads = new FewAtOnce("feeds");
    private final Repeating ticker;
    private final List<Runnable> ticking = new CopyOnWriteArrayList<>();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();
    private volatile boolean ending;

    /// Starts the timer, with turns of its own.
    public Feeds(FeedConfig config, Clock clock, Problems problems, Background background) {
        this(config, clock, problems, background, new ReadTurns(STANDARD_TURNS));
    }

    /// Starts the timer.
    @Inject
    public Feeds(FeedConfig config, Clock clock, Problems problems, Background background, ReadTurns turns) {
        this.runtime = new FeedRuntime(config, clock, problems, threads, PageRest.Budget.ofThisProcess(), turns);
        this.ticker = background
                .repeat("feed ticker", Pace.every(TICK).backingOff(TICK, TICK), Step.of(this::tick))
                .start();
    }

    /// Creates a stream. It starts to write with [FeedStream#start], which the handler calls once the source
    /// can be woken. The handler must call this itself, before it returns.
    ///
    /// @param expireTime when the reader's credentials expire
    public <R extends MessageLite> FeedStream<R> open(
            StreamObserver<R> observer, FeedEnvelope<R> envelope, Instant expireTime) {
        if (ending) {
            throw new ShuttingDown().exception();
        }
        var call = (ServerCallStreamObserver<R>) observer;
        Object user = Caller.find().<Object>flatMap(Caller::user).orElse("");
        var stream = new FeedStream<>(call, envelope, runtime, new FeedStream.Reader(user, expireTime));
        stream.whenOver(() -> open.remove(stream));
        open.add(stream);
        call.setOnCancelHandler(stream::cancel);
        call.setOnCloseHandler(stream::cancel);
        call.setOnReadyHandler(stream::wake);
        if (ending) {
            stream.close(CloseReason.CLOSE_REASON_SHUTDOWN, new ShuttingDown());
        }
        return stream;
    }

    /// Returns what all streams of the process share.
    public FeedRuntime runtime() {
        return runtime;
    }

    /// Returns how many streams are open.
    public int count() {
        return open.size();
    }

    /// Returns how many bytes all streams keep of pages that their readers have not taken yet.
    public long keptBytes() {
        return runtime.rests().taken();
    }

    /// Adds an action that checks the time several times a second, for other types of streams. It must be
    /// fast.
    public void whenTicking(Runnable action) {
        ticking.add(action);
    }

    /// Adds an action that ends other types of streams when the feeds end.
    public void whenClosing(Runnable action) {
        closing.add(action);
    }

    /// Ends all streams, each with a token to resume from, and refuses new ones. Returns immediately; the
    /// streams end soon afterwards.
    public void closeAll() {
        ending = true;
        closing.forEach(Feeds::runGuarded);
        open.forEach(stream -> stream.close(CloseReason.CLOSE_REASON_SHUTDOWN, new ShuttingDown()));
    }

    private void tick() {
        Instant now = runtime.clock().instant();
        long nanos = System.nanoTime();
        open.forEach(stream -> stream.tick(now, nanos));
        ticking.forEach(Feeds::runGuarded);
    }

    private static void runGuarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable fault) {
            LOG.error("A stream failed on a timer tick", fault);
        }
    }

    @PreDestroy
    void stop() {
        closeAll();
        ticker.close();
    }
}
