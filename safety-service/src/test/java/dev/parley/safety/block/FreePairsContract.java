package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import org.junit.jupiter.api.Test;

/// The contract of every cache of pairs without a block.
public interface FreePairsContract {

    UserPair ONE = UserPair.of(new UserId("usr_a"), new UserId("usr_b"));
    UserPair TWO = UserPair.of(new UserId("usr_a"), new UserId("usr_c"));

    /// Returns an empty cache.
    FreePairs pairs();

    @Test
    default void addedPairIsCached() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());

        assertThat(pairs.contains(ONE)).isTrue();
        assertThat(pairs.contains(TWO)).isFalse();
    }

    @Test
    default void removedPairIsNotCached() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());
        pairs.add(TWO, pairs.mark());
        pairs.remove(ONE);

        assertThat(pairs.contains(ONE)).isFalse();
        assertThat(pairs.contains(TWO)).isTrue();
    }

    @Test
    default void readThatARemovalOvertakesIsNotCached() {
        FreePairs pairs = pairs();
        long mark = pairs.mark();
        pairs.remove(ONE);
        pairs.add(ONE, mark);
        assertThat(pairs.contains(ONE)).isFalse();

        pairs.add(ONE, pairs.mark());
        assertThat(pairs.contains(ONE)).isTrue();
    }

    @Test
    default void removalOfAnUnknownPairCountsToo() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());
        long mark = pairs.mark();
        pairs.remove(ONE);
        pairs.remove(ONE);
        pairs.add(ONE, mark);

        assertThat(pairs.contains(ONE)).isFalse();
    }
}
