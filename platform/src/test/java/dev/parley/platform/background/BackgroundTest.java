package dev.parley.platform.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The end of all loops of a process.
@Timeout(30)
class BackgroundTest {

    private static final Pace SELDOM = Pace.every(Duration.ofHours(1));
    private static final int LOOPS = 10;
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final List<Repeating> made = new ArrayList<>();
    private final Background background = new Background(made::add);
    private final CountDownLatch entered = new CountDownLatch(LOOPS);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @Test
    void loopsThatHangShareTheTimeLimits() throws Exception {
        startLoops(() -> {
            while (over.getCount() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                boolean _ = Thread.interrupted();
            }
        });

        long begin = System.nanoTime();
        background.close(LIMIT, LIMIT);

        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        over.countDown();
        assertThat(taken).isBetween(LIMIT.multipliedBy(2), LIMIT.multipliedBy(LOOPS));
        assertThat(background.loops()).isEmpty();
    }

    @Test
    void onlyRoundsThatDoNotEndInTimeAreInterrupted() throws Exception {
        startLoops(() -> {
            boolean quick = ended.incrementAndGet() <= LOOPS / 2;
            try {
                if (quick) {
                    while (made.stream().noneMatch(Repeating::isStopped)) {
                        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    }
                } else {
                    over.await();
                }
            } catch (InterruptedException expected) {
                interrupted.incrementAndGet();
            }
        });

        background.close(LIMIT, Duration.ofSeconds(20));

        assertThat(interrupted).hasValue(LOOPS / 2);
        assertThat(background.loops()).isEmpty();
    }

    @Test
    void observerGetsEachLoopAndAClosedLoopIsForgotten() {
        Repeating loop = background.repeat("test", SELDOM, Step.of(() -> {}));
        assertThat(made).containsExactly(loop);
        assertThat(background.loops()).containsExactly(loop);
        loop.close();
        assertThat(background.loops()).isEmpty();
    }

    private void startLoops(Runnable round) throws InterruptedException {
        for (int i = 0; i < LOOPS; i++) {
            background
                    .repeat("test " + i, SELDOM, Step.of(() -> {
                        entered.countDown();
                        round.run();
                    }))
                    .start();
        }
        entered.await();
    }
}
