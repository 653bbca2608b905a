package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.memory.MemoryBlockStore;
import dev.parley.safety.memory.MemoryFreePairs;
import dev.parley.safety.memory.MemoryThreads;
import dev.parley.safety.memory.WatchedBlockStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PairBlocksTest {

    private static final BlockId ID = new BlockId(new UserId("usr_a"), new UserId("usr_b"));
    private static final UserPair ONE = ID.pair();
    private static final UserPair TWO = UserPair.of(new UserId("usr_a"), new UserId("usr_c"));

    private final WatchedBlockStore store = new WatchedBlockStore(new MemoryBlockStore());
    private final PairBlocks pairs = new PairBlocks(store, new MemoryFreePairs());
    private final Blocks blocks = new Blocks(store, pairs, new MemoryThreads(), Clock.systemUTC());

    @Test
    void unknownPairsOfABatchAreReadWithOneQuery() {
        pairs.blockedAmong(List.of(ONE, TWO, ONE));
        pairs.blockedAmong(List.of(TWO, ONE));

        assertThat(store.reads()).containsExactly(Set.of(ONE, TWO));
    }

    @Test
    void onlyUnknownPairsAreRead() {
        pairs.blockedAmong(List.of(ONE));
        pairs.blockedAmong(List.of(ONE, TWO));

        assertThat(store.reads()).containsExactly(Set.of(ONE), Set.of(TWO));
    }

    @Test
    void noPairsNeedNoStore() {
        assertThat(pairs.blockedAmong(List.of())).isEmpty();
        assertThat(store.reads()).isEmpty();
    }

    @Test
    void blockIsReadAgainEachTime() {
        blocks.block(ID);
        pairs.blockedAmong(List.of(ONE));
        pairs.blockedAmong(List.of(ONE));

        assertThat(store.reads()).containsExactly(Set.of(ONE), Set.of(ONE));
    }

    @Test
    void unblockOnOneReplicaTakesEffectOnAnother() {
        var other = new PairBlocks(store, new MemoryFreePairs());
        for (int round = 0; round < 3; round++) {
            blocks.block(ID);
            assertThat(pairs.blockedAmong(List.of(ONE))).containsExactly(ONE);
            if (round == 0) {
                assertThat(other.blockedAmong(List.of(ONE))).containsExactly(ONE);
            }
            blocks.unblock(ID);
            assertThat(pairs.blockedAmong(List.of(ONE))).isEmpty();
            assertThat(other.blockedAmong(List.of(ONE))).isEmpty();
        }
    }

    @Test
    void readThatABlockOvertakesIsNotCached() {
        store.afterNextRead(() -> blocks.block(ID));

        assertThat(pairs.blockedAmong(List.of(ONE))).isEmpty();
        assertThat(pairs.blockedAmong(List.of(ONE))).containsExactly(ONE);
    }

    @Test
    void cachedPairsNeedNoStore() {
        pairs.blockedAmong(List.of(ONE));
        store.afterNextRead(() -> {
            throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
        });

        assertThat(pairs.blockedAmong(List.of(ONE))).isEmpty();
        assertThatThrownBy(() -> pairs.blockedAmong(List.of(ONE, TWO))).isInstanceOf(ProblemException.class);
    }
}
