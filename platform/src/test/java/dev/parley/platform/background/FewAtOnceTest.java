package dev.parley.platform.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FewAtOnceTest {

    private static final int TASKS = 10_000;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<Integer> begun = Collections.synchronizedList(new ArrayList<>());

    @Test
    void onlySoManyRunAndAllRunInTheirOrder() throws InterruptedException {
        var few = new FewAtOnce("few", 3);
        var open = new CountDownLatch(1);
        var ended = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            few.execute(() -> {
                begun.add(number);
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                awaitUninterrupted(open);
                running.decrementAndGet();
                ended.countDown();
            });
        }
        await().until(() -> running.get() == 3);
        assertThat(few.waiting()).isEqualTo(TASKS - 3);
        open.countDown();
        ended.await();
        assertThat(most).hasValue(3);
        assertThat(few.waiting()).isZero();
        assertThat(begun).hasSize(TASKS);
        assertThat(begun.subList(0, 3)).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void aTaskThatThrowsGivesItsPlaceToTheNext() throws InterruptedException {
        var few = new FewAtOnce("few", 1);
        var ended = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            few.execute(() -> {
                ended.countDown();
                throw new IllegalStateException("as planned");
            });
        }
        ended.await();
        await().untilAsserted(() -> {
            var ran = new CountDownLatch(1);
            few.execute(ran::countDown);
            ran.await();
        });
    }

    @Test
    void aTaskThatBlocksLetsAnotherOneRun() throws InterruptedException {
        var few = new FewAtOnce("few", 1);
        var open = new CountDownLatch(1);
        var ended = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            few.execute(() -> {
                FewAtOnce.blocking(() -> {
                    running.incrementAndGet();
                    awaitUninterrupted(open);
                    return true;
                });
                ended.countDown();
            });
        }
        await().until(() -> running.get() == TASKS);
        assertThat(few.waiting()).isZero();
        open.countDown();
        ended.await();
        onlySoManyRun(few, 1);
    }

    private void onlySoManyRun(FewAtOnce few, int count) {
        running.set(0);
        var open = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            few.execute(() -> {
                running.incrementAndGet();
                awaitUninterrupted(open);
            });
        }
        await().until(() -> few.waiting() == 10 - count);
        await().until(() -> running.get() == count);
        open.countDown();
        await().until(() -> running.get() == 10);
    }

    /// Work that could run already goes on although thousands of tasks wait.
    @Test
    void othersDoNotWaitForTheQueue() throws InterruptedException {
        var few = new FewAtOnce("few", 2);
        var left = new AtomicInteger(TASKS);
        for (int i = 0; i < TASKS; i++) {
            few.execute(() -> {
                work();
                left.decrementAndGet();
            });
        }
        var other = new AtomicInteger();
        Thread.startVirtualThread(() -> other.set(left.get())).join();
        assertThat(other.get())
                .as("tasks that were left when another thread ran")
                .isPositive();
    }

    private static void work() {
        long end = System.nanoTime() + 20_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
