package dev.parley.platform.feed;

import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.wire.Problems;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// All open feeds of this process: starts them, keeps their time, and ends them when the server goes down.
@Singleton
public final class Feeds {

    private static final Duration TICK = Duration.ofMillis(100);

    private final FeedConfig config;
    private final Clock clock;
    private final Problems problems;
    private final Set<FeedStream<?>> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Repeating ticker;
    private final List<Runnable> ticking = new CopyOnWriteArrayList<>();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();
    private volatile boolean ending;

    /// Starts to keep time.
    public Feeds(FeedConfig config, Clock clock, Problems problems, Background background) {
        this.config = config;
        this.clock = clock;
        this.problems = problems;
        this.ticker = background
                .repeat("feed ticker", Pace.every(TICK).backingOff(TICK, TICK), Step.of(this::tick))
                .start();
    }

    /// Makes a stream that yields what comes after a position. It begins to write with [FeedStream#start], which the
    /// handler calls once the source can be woken. To be called by the handler itself, before it returns.
    public <R> FeedStream<R> open(
            StreamObserver<R> observer, FeedEnvelope<R> envelope, Instant expireTime, long after) {
        if (ending) {
            throw new ShuttingDown().exception();
        }
        var call = (ServerCallStreamObserver<R>) observer;
        var stream =
                new FeedStream<>(call, envelope, new FeedTerms(config, clock, problems, threads, expireTime), after);
        stream.whenOver(() -> open.remove(stream));
        open.add(stream);
        call.setOnCancelHandler(stream::cancel);
        call.setOnCloseHandler(stream::cancel);
        call.setOnReadyHandler(stream::wake);
        return stream;
    }

    /// How many streams are open.
    public int count() {
        return open.size();
    }

    /// Adds what else is to look at the time several times a second: streams of another kind. It must be quick.
    public void whenTicking(Runnable action) {
        ticking.add(action);
    }

    /// Adds what else is to end when the feeds do: streams of another kind.
    public void whenClosing(Runnable action) {
        closing.add(action);
    }

    /// Ends all streams, each with a token to resume from, and refuses new ones. Returns at once; the streams end by
    /// themselves within moments.
    public void closeAll() {
        ending = true;
        closing.forEach(Runnable::run);
        open.forEach(stream -> stream.close(CloseReason.CLOSE_REASON_SHUTDOWN, new ShuttingDown()));
    }

    private void tick() {
        open.forEach(FeedStream::tick);
        ticking.forEach(Runnable::run);
    }

    @PreDestroy
    void stop() {
        closeAll();
        ticker.close();
        threads.shutdown();
    }
}
