package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PumpTest {

    private final Queue<Runnable> queued = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void wakesBeforeTheTaskRunsAreMerged() {
        var pump = new Pump(queued::add, runs::incrementAndGet);
        pump.wake();
        pump.wake();
        pump.wake();
        runQueued();

        assertThat(runs).hasValue(1);
    }

    @Test
    void wakeDuringARunIsNotLost() {
        var pump = new Pump[1];
        pump[0] = new Pump(queued::add, () -> {
            if (runs.incrementAndGet() == 1) {
                pump[0].wake();
            }
        });
        pump[0].wake();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void taskThatThrowsRunsAgainAtTheNextWake() {
        var pump = new Pump(queued::add, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new StackOverflowError("planted");
            }
        });
        pump.wake();
        runQueued();
        pump.wake();
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void refusedThreadAffectsNeitherTheWakerNorTheNextWake() {
        var refusing = new AtomicBoolean(true);
        var pump = new Pump(
                task -> {
                    if (refusing.get()) {
                        throw new RejectedExecutionException("planted");
                    }
                    queued.add(task);
                },
                runs::incrementAndGet);
        pump.wake();
        refusing.set(false);
        pump.wake();
        runQueued();

        assertThat(runs).hasValue(1);
    }

    @Test
    void infrequentWakeRunsOnTheCallingThread() {
        var pump = new Pump(queued::add, runs::incrementAndGet);
        var done = new AtomicInteger();
        pump.wakeHere(() -> done.incrementAndGet() > 0);

        assertThat(done).hasValue(1);
        assertThat(queued).isEmpty();
    }

    @Test
    void quickPathThatIsIncompleteOrThrowsLeavesTheRestToTheTask() {
        new Pump(queued::add, runs::incrementAndGet).wakeHere(() -> false);
        new Pump(queued::add, runs::incrementAndGet).wakeHere(() -> {
            throw new StackOverflowError("planted");
        });
        runQueued();

        assertThat(runs).hasValue(2);
    }

    @Test
    void wakeThatFollowsAnotherIsLeftToTheTask() {
        var pump = new Pump(queued::add, runs::incrementAndGet);
        pump.wakeHere(() -> true);
        pump.wakeHere(() -> {
            throw new AssertionError("not here");
        });
        runQueued();

        assertThat(runs).hasValue(1);
    }

    @Test
    void oneThreadAtATimeRunsTheTaskAndSeesEveryWake() throws InterruptedException {
        var inside = new AtomicInteger();
        var clashes = new AtomicInteger();
        var news = new AtomicInteger();
        var seen = new AtomicInteger();
        int wakers = 4;
        int each = 20_000;
        var done = new CountDownLatch(wakers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pump = new Pump(threads, () -> {
                if (inside.incrementAndGet() != 1) {
                    clashes.incrementAndGet();
                }
                seen.set(news.get());
                inside.decrementAndGet();
            });
            for (int i = 0; i < wakers; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < each; j++) {
                        news.incrementAndGet();
                        pump.wake();
                    }
                    done.countDown();
                });
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(clashes).hasValue(0);
        assertThat(seen).hasValue(wakers * each);
    }

    private void runQueued() {
        Runnable next;
        while ((next = queued.poll()) != null) {
            next.run();
        }
    }
}
