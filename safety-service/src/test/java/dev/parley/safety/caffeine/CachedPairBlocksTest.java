package dev.parley.safety.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.SafetyConfig;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CachedPairBlocksTest {

    private static final UserPair ONE = UserPair.of(new UserId("usr_a"), new UserId("usr_b"));
    private static final UserPair TWO = UserPair.of(new UserId("usr_a"), new UserId("usr_c"));

    private final FakeBlockReads store = new FakeBlockReads();
    private final AtomicLong nanos = new AtomicLong();
    private final CachedPairBlocks cache =
            new CachedPairBlocks(store, new SafetyConfig(100, Duration.ofSeconds(5)), nanos::get);

    @Test
    void unknownPairsOfABatchAreReadAtOnceAndOnce() {
        store.blocked.add(ONE);

        assertThat(cache.blockedAmong(List.of(ONE, TWO, ONE))).containsExactly(ONE);
        assertThat(cache.blockedAmong(List.of(TWO, ONE))).containsExactly(ONE);

        assertThat(store.reads).hasSize(1);
        assertThat(store.reads.getFirst()).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void onlyWhatIsUnknownIsRead() {
        cache.blockedAmong(List.of(ONE));
        cache.blockedAmong(List.of(ONE, TWO));

        assertThat(store.reads.getLast()).containsExactly(TWO);
    }

    @Test
    void noPairsNeedNoStore() {
        assertThat(cache.blockedAmong(List.of())).isEmpty();
        assertThat(store.reads).isEmpty();
    }

    @Test
    void changeIsSeenAtOnce() {
        cache.blockedAmong(List.of(ONE));
        store.blocked.add(ONE);
        cache.changed(ONE);

        assertThat(cache.blockedAmong(List.of(ONE))).containsExactly(ONE);
    }

    @Test
    void readThatAChangeOvertakesIsNotRemembered() {
        store.afterRead = () -> {
            store.afterRead = () -> {};
            store.blocked.add(ONE);
            cache.changed(ONE);
        };

        assertThat(cache.blockedAmong(List.of(ONE))).isEmpty();
        assertThat(cache.blockedAmong(List.of(ONE))).containsExactly(ONE);
    }

    @Test
    void changeElsewhereShowsWhenThePairHasAged() {
        cache.blockedAmong(List.of(ONE));
        store.blocked.add(ONE);

        nanos.addAndGet(Duration.ofMillis(4999).toNanos());
        assertThat(cache.blockedAmong(List.of(ONE))).isEmpty();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(cache.blockedAmong(List.of(ONE))).containsExactly(ONE);
    }

    @Test
    void knownPairsAreAnsweredWhileTheStoreIsDown() {
        store.blocked.add(ONE);
        cache.blockedAmong(List.of(ONE));
        store.afterRead = () -> {
            throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
        };

        assertThat(cache.blockedAmong(List.of(ONE))).containsExactly(ONE);
        assertThatThrownBy(() -> cache.blockedAmong(List.of(ONE, TWO))).isInstanceOf(ProblemException.class);
    }
}
