package dev.parley.platform.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RepeatingTest {

    private static final Pace SELDOM = Pace.every(Duration.ofHours(1));
    private static final Pace OFTEN =
            Pace.every(Duration.ofMillis(1)).backingOff(Duration.ofMillis(1), Duration.ofMillis(1));

    private final Background background = new Background();
    private final AtomicInteger rounds = new AtomicInteger();

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void itRunsAtTheStartAndWhenWoken() {
        var loop = background
                .repeat("test", SELDOM, Step.of(rounds::incrementAndGet))
                .start();
        until(1);
        loop.wake();
        until(2);
        loop.close();
        assertThat(rounds).hasValue(2);
    }

    @Test
    void manyWakesDuringARoundCauseOneMore() {
        var entered = new Semaphore(0);
        var go = new Semaphore(0);
        var loop = background
                .repeat("test", SELDOM, () -> {
                    entered.release();
                    go.acquire();
                    rounds.incrementAndGet();
                    return false;
                })
                .start();
        entered.acquireUninterruptibly();
        for (int i = 0; i < 100; i++) {
            loop.wake();
        }
        go.release(100);
        until(2);
        loop.close();
        assertThat(rounds).hasValue(2);
    }

    @Test
    void itContinuesImmediatelyWhileThereIsMore() {
        background.repeat("test", SELDOM, () -> rounds.incrementAndGet() < 5).start();
        until(5);
    }

    @Test
    void itRunsAtItsInterval() {
        background.repeat("test", OFTEN, Step.of(rounds::incrementAndGet)).start();
        until(3);
    }

    @Test
    void itSurvivesErrorsAndLogsThem() {
        var failing = new CountDownLatch(1);
        var heal = new CountDownLatch(1);
        var loop = background
                .repeat("test", OFTEN, () -> {
                    int round = rounds.incrementAndGet();
                    if (round < 4) {
                        throw new StackOverflowError();
                    }
                    if (round == 4) {
                        failing.countDown();
                        heal.await();
                    }
                    return false;
                })
                .start();
        awaitLatch(failing);
        assertThat(loop.isFailing()).isTrue();
        heal.countDown();
        until(5);
        assertThat(loop.isFailing()).isFalse();
        assertThat(loop.age()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void wakeDoesNotShortenABackOffAndIsNotLost() {
        var backOff = Duration.ofMillis(400);
        var starts = new CopyOnWriteArrayList<Long>();
        var loop = background
                .repeat("test", SELDOM.backingOff(backOff, backOff), () -> {
                    starts.add(System.nanoTime());
                    if (starts.size() == 1) {
                        throw new IllegalStateException("as the test says");
                    }
                    return false;
                })
                .start();
        await().until(loop::isFailing);
        loop.wake();
        await().until(() -> starts.size() == 2);

        // A pause is shortened at random, by up to a half.
        assertThat(Duration.ofNanos(starts.get(1) - starts.get(0))).isGreaterThanOrEqualTo(backOff.dividedBy(2));
    }

    @Test
    void stopShortensABackOff() {
        Pace patient = SELDOM.backingOff(Duration.ofHours(1), Duration.ofHours(1));
        var loop = background
                .repeat("test", patient, () -> {
                    rounds.incrementAndGet();
                    throw new IllegalStateException("as the test says");
                })
                .start();
        await().until(loop::isFailing);
        loop.close();
        assertThat(rounds).hasValue(1);
        assertThat(background.loops()).isEmpty();
    }

    @Test
    void closeWaitsForTheRunningRound() {
        var entered = new CountDownLatch(1);
        var loop = background
                .repeat("test", SELDOM, () -> {
                    entered.countDown();
                    while (!Thread.currentThread().isInterrupted() && rounds.get() == 0) {
                        Thread.onSpinWait();
                    }
                    rounds.addAndGet(10);
                    return true;
                })
                .start();
        awaitLatch(entered);
        loop.stop();
        rounds.incrementAndGet();
        loop.close();
        assertThat(rounds).hasValue(11);
        assertThat(background.loops()).isEmpty();
    }

    @Test
    void roundThatHangsIsInterrupted() {
        var hangs = new Semaphore(0);
        var entered = new CountDownLatch(1);
        var loop = background
                .repeat("test", SELDOM, () -> {
                    entered.countDown();
                    hangs.acquire();
                    return false;
                })
                .start();
        awaitLatch(entered);
        loop.stop();
        loop.join(System.nanoTime());
        assertThat(background.loops()).isEmpty();
    }

    @Test
    void stoppedLoopDoesNotStart() {
        var loop = background.repeat("test", SELDOM, Step.of(rounds::incrementAndGet));
        loop.close();
        loop.start();
        background.close();
        assertThat(rounds).hasValue(0);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void until(int expected) {
        await().until(() -> rounds.get() >= expected);
    }
}
