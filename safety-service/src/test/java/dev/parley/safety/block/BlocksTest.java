package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import dev.parley.safety.memory.MemoryBlockStore;
import dev.parley.safety.memory.MemoryFreePairs;
import dev.parley.safety.memory.MemoryThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class BlocksTest {

    private static final BlockId ID = new BlockId(new UserId("usr_ann"), new UserId("usr_ben"));

    private final MemoryBlockStore store = new MemoryBlockStore();
    private final MemoryThreads threads = new MemoryThreads();
    private final MutableClock clock = new MutableClock(Instant.parse("2030-01-01T12:00:00.123456789Z"));
    private final PairBlocks pairs = new PairBlocks(store, new MemoryFreePairs());
    private final Blocks blocks = new Blocks(store, pairs, threads, clock);

    @Test
    void acknowledgedBlockIsInForceAndHasItsToken() {
        Block block = blocks.block(ID);

        assertThat(block.isActive()).isTrue();
        assertThat(block.isApplied()).isTrue();
        assertThat(block.applied().token()).isEqualTo("token-1");
        assertThat(store.find(ID)).contains(block);
        assertThat(store.isUnfinished(ID)).isFalse();
        assertThat(threads.newest(ID)).isPresent();
    }

    @Test
    void repeatedBlockKeepsItsTimeAndReturnsTheSameTokenWithoutAPush() {
        Block first = blocks.block(ID);
        clock.advance(Duration.ofMinutes(1));

        assertThat(blocks.block(ID)).isEqualTo(first);
        assertThat(threads.calls()).isEqualTo(1);
    }

    @Test
    void repeatedUnblockReturnsTheSameTokenWithoutAPush() {
        blocks.block(ID);
        assertThat(blocks.unblock(ID).orElseThrow().applied().token()).isEqualTo("token-2");
        assertThat(blocks.unblock(ID).orElseThrow().applied().token()).isEqualTo("token-2");
        assertThat(threads.calls()).isEqualTo(2);
    }

    @Test
    void unblockWithoutABlockDoesNothing() {
        assertThat(blocks.unblock(ID)).isEmpty();
        assertThat(threads.calls()).isZero();
    }

    @Test
    void newBlockHasANewTime() {
        Block first = blocks.block(ID);
        clock.advance(Duration.ofMinutes(1));
        blocks.unblock(ID);
        Block second = blocks.block(ID);

        assertThat(second.version()).isEqualTo(3);
        assertThat(second.createTime()).isAfter(first.createTime());
        assertThat(threads.newest(ID).map(Block::version)).contains(3L);
    }

    @Test
    void changeThatCannotBeEnforcedIsKeptAndFinishedLater() {
        threads.setDown(true);
        assertUnavailable(() -> blocks.block(ID));
        assertThat(store.isUnfinished(ID)).isTrue();
        assertThat(pairs.blockedAmong(List.of(ID.pair()))).containsExactly(ID.pair());
        assertUnavailable(() -> blocks.finish(ID));

        threads.setDown(false);
        blocks.finish(ID);
        assertThat(store.isUnfinished(ID)).isFalse();
        assertThat(store.find(ID).orElseThrow().applied().token()).isEqualTo("token-1");
    }

    @Test
    void retryOfAFailedCallEnforcesTheSameVersion() {
        threads.setDown(true);
        assertUnavailable(() -> blocks.block(ID));
        threads.setDown(false);

        assertThat(blocks.block(ID).version()).isEqualTo(1);
        assertThat(threads.newest(ID).map(Block::version)).contains(1L);
    }

    @Test
    void onlyTheNewestStateIsFinished() {
        threads.setDown(true);
        assertUnavailable(() -> blocks.block(ID));
        assertUnavailable(() -> blocks.unblock(ID));
        threads.setDown(false);

        blocks.finish(ID);
        assertThat(threads.newest(ID).orElseThrow().isActive()).isFalse();
        assertThat(threads.newest(ID).map(Block::version)).contains(2L);
        assertThat(store.isUnfinished(ID)).isFalse();
    }

    @Test
    void changeTakesEffectImmediatelyInThisProcess() {
        assertThat(pairs.blockedAmong(List.of(ID.pair()))).isEmpty();
        blocks.block(ID);
        assertThat(pairs.blockedAmong(List.of(ID.pair()))).containsExactly(ID.pair());
        blocks.unblock(ID);
        assertThat(pairs.blockedAmong(List.of(ID.pair()))).isEmpty();
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem()).isInstanceOf(DependencyUnavailable.class));
    }
}
