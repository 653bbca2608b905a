package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import org.junit.jupiter.api.Test;

/// What every memory of free pairs promises.
public interface FreePairsContract {

    UserPair ONE = UserPair.of(new UserId("usr_a"), new UserId("usr_b"));
    UserPair TWO = UserPair.of(new UserId("usr_a"), new UserId("usr_c"));

    /// An empty memory.
    FreePairs pairs();

    @Test
    default void addedPairIsRemembered() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());

        assertThat(pairs.contains(ONE)).isTrue();
        assertThat(pairs.contains(TWO)).isFalse();
    }

    @Test
    default void removedPairIsForgotten() {
        FreePairs pairs = pairs();
        pairs.add(ONE, pairs.mark());
        pairs.add(TWO, pairs.mark());
        pairs.remove(ONE);

        assertThat(pairs.contains(ONE)).isFalse();
        assertThat(pairs.contains(TWO)).isTrue();
    }

    @Test
    default void readThatARemovalOvertakesIsNotRemembered() {
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
