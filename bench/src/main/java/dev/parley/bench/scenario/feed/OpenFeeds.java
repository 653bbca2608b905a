package dev.parley.bench.scenario.feed;

import dev.parley.bench.load.ThreadPlan;
import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Measures what an open `WatchThread` feed costs. A few open at a time.
public final class OpenFeeds implements Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final double NANOS_PER_SECOND = 1e9;

    /// How many feeds open at once.
    private static final int AT_ONCE = 64;

    private final AtomicInteger caughtUp = new AtomicInteger();
    private final Semaphore opening = new Semaphore(AT_ONCE);
    private volatile boolean closed;

    @Override
    public String name() {
        return "open-feeds";
    }

    @Override
    public String shows() {
        return "20,000 WatchThread feeds: how soon they are open, and the heap of each";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        int count = stage.plan().openFeeds();
        stage.progress().step("creating %,d threads".formatted(count / 2));
        List<ThreadPlan> threads = stage.population().pairs(count / 2);
        var tally = new Tally();
        OptionalLong before = stage.heapBytes();
        try (Context.CancellableContext feeds = Context.current().withCancellation()) {
            long began = System.nanoTime();
            feeds.run(() -> open(stage, threads, tally));
            Bounded.require(PATIENCE, "Not every feed caught up", () -> caughtUp.get() >= count);
            double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
            OptionalLong after = stage.heapBytes();
            closed = true;
            var sheet = new FigureSheet().add(Figure.once("time until all have caught up", "s", seconds));
            if (before.isPresent() && after.isPresent()) {
                double each = (double) (after.getAsLong() - before.getAsLong()) / count;
                sheet.add(Figure.once("heap for each feed", "bytes", each));
            }
            String setting = "%,d feeds of %,d direct threads, %d of them opening at once, over %d connections"
                    .formatted(
                            count, threads.size(), AT_ONCE, stage.connections().count());
            return new Outcome(name(), "once", setting, sheet.figures(), ceilings(), tally.errors(), List.of());
        }
    }

    private void open(Stage stage, List<ThreadPlan> threads, Tally tally) {
        var reader = new Reader(tally);
        for (int i = 0; i < threads.size(); i++) {
            ThreadPlan thread = threads.get(i);
            for (String user : thread.watchers()) {
                opening.acquireUninterruptibly();
                MessageServiceGrpc.newStub(stage.connections().channel(i))
                        .withCallCredentials(stage.connections().as(user).getCredentials())
                        .watchThread(
                                WatchThreadRequest.newBuilder()
                                        .setThreadId(thread.threadId())
                                        .build(),
                                reader);
            }
        }
    }

    private final class Reader implements StreamObserver<WatchThreadResponse> {

        private final Tally tally;

        Reader(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void onNext(WatchThreadResponse element) {
            if (element.hasCaughtUp()) {
                caughtUp.incrementAndGet();
                opening.release();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!closed) {
                opening.release();
                tally.failed("a feed ended", Status.fromThrowable(failure));
            }
        }

        @Override
        public void onCompleted() {}
    }
}
