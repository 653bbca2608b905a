package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.hint.HintState;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Comparisons while a read of one thread hangs.
final class ComparisonTest {

    private static final UserId ALICE = new UserId("usr_alice");

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica here = new MemoryReplica(store);
    private final MemoryReplica there = new MemoryReplica(store);
    private final CountingLog log = new CountingLog(here.log());
    private final LiveThreads live = new LiveThreads(log, here.fences(), here.cursors(), HintState.NONE);
    private final Comparison comparison = new Comparison(live, here.fences(), Duration.ZERO);

    private ThreadFollower followed(ThreadId thread) {
        return live.follow(thread, ALICE, new Start.Now(), () -> {});
    }

    @Test
    void readThatHangsDelaysNoOtherThread() throws InterruptedException {
        ThreadId hanging = here.thread(ALICE);
        var slow = followed(hanging);
        var other = followed(here.thread(ALICE));
        there.send(hanging, ALICE, "text");
        int pages = log.pages();
        var released = new CountDownLatch(1);
        log.whenPaged(thread -> {
            try {
                released.await();
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        });
        try {
            for (int round = 0; round < 2; round++) {
                long began = System.nanoTime();
                comparison.run();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
                assertThat(other.comparedAt() - began).isNotNegative();
                assertThat(slow.comparedAt() - began).isNegative();
            }
        } finally {
            released.countDown();
        }
        Awaitility.await().until(() -> slow.head() == 1);
        assertThat(log.pages()).as("it was read once").isEqualTo(pages + 1);
        long began = System.nanoTime();
        comparison.run();
        assertThat(slow.comparedAt() - began).isNotNegative();
    }
}
