package dev.parley.message.hint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a replica, `own`, concludes from batches, in simulated time.
final class HintPeersTest {

    private final List<HintPeriod> ended = new ArrayList<>();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private final HintPeers peers = new HintPeers("own", now, ended::add);
    private long ownNumber;
    private long otherNumber;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private long own() {
        peers.received(new HintBatch("own", ++ownNumber, now, true, false, peers.heard(), List.of()), now);
        return now;
    }

    private void other(Map<String, Long> heard) {
        peers.received(new HintBatch("other", ++otherNumber, 7, true, false, heard, List.of()), now);
    }

    private void settle() {
        peers.counted(2, now);
        other(Map.of("own", own()));
    }

    @Test
    void aloneIsCompleteWithItsOwnBatchesAndACount() {
        assertThat(peers.isComplete()).isFalse();
        own();
        assertThat(peers.isComplete()).as("not counted yet").isFalse();
        peers.counted(1, now);
        long mark = own();
        assertThat(peers.isComplete()).isTrue();
        assertThat(peers.period().upTo()).isEqualTo(mark);
        pass(Duration.ofMillis(1_100));
        peers.evaluate(now);
        assertThat(peers.isComplete()).as("no own batch for a second").isFalse();
    }

    @Test
    void replicaThatIsNotHeardMakesHintsIncomplete() {
        peers.counted(2, now);
        own();
        assertThat(peers.isComplete()).isFalse();
        other(Map.of());
        assertThat(peers.isComplete()).as("it has not heard this one").isFalse();
        other(Map.of("own", now));
        assertThat(peers.isComplete()).isTrue();
        assertThat(peers.heard()).isEqualTo(Map.of("other", 7L));
    }

    @Test
    void everythingIsKnownUntilTheOldestConfirmedMark() {
        settle();
        long first = now;
        pass(Duration.ofMillis(300));
        own();
        peers.counted(2, now);
        peers.evaluate(now);
        assertThat(peers.period().upTo()).as("the other has confirmed no more").isEqualTo(first);
        other(Map.of("own", now));
        assertThat(peers.period().upTo()).isEqualTo(now);
        assertThat(peers.period().since()).isEqualTo(first);
    }

    @Test
    void incompleteBatchConfirmsNothing() {
        settle();
        long first = now;
        pass(Duration.ofMillis(300));
        own();
        peers.counted(2, now);
        peers.received(new HintBatch("other", ++otherNumber, 9, false, false, Map.of("own", now), List.of()), now);
        assertThat(peers.period().upTo()).isEqualTo(first);
        assertThat(peers.heard()).as("nor is it confirmed").isEqualTo(Map.of("other", 7L));
    }

    @Test
    void droppedHintsEndThePeriod() {
        settle();
        HintPeriod before = peers.period();
        pass(Duration.ofMillis(10));
        otherNumber++;
        other(Map.of("own", now));
        assertThat(ended).contains(before);
        assertThat(peers.period().since()).isEqualTo(now);
        assertThat(peers.isComplete()).isTrue();
    }

    @Test
    void droppedHintsOfAReplicaThatLeavesEndThePeriod() {
        settle();
        HintPeriod before = peers.period();
        pass(Duration.ofMillis(10));
        otherNumber += 2;
        peers.received(new HintBatch("other", otherNumber, 7, true, true, Map.of("own", now), List.of()), now);
        assertThat(ended).contains(before);
        assertThat(peers.period().since()).isEqualTo(now);
    }

    @Test
    void batchThatArrivesTwiceOrLateChangesNothing() {
        settle();
        HintPeriod before = peers.period();
        peers.received(new HintBatch("other", otherNumber, 7, true, false, Map.of("own", now), List.of()), now);
        peers.received(new HintBatch("other", otherNumber - 1, 5, true, false, Map.of(), List.of()), now);
        assertThat(peers.period()).isEqualTo(before);
        assertThat(peers.isComplete()).isTrue();
    }

    @Test
    void lostSubscriptionNeedsNewConfirmations() {
        settle();
        pass(Duration.ofMillis(10));
        peers.lost(now);
        peers.evaluate(now);
        assertThat(peers.isComplete()).isFalse();
        pass(Duration.ofMillis(10));
        settle();
        assertThat(peers.isComplete()).isTrue();
        assertThat(peers.period().since()).isEqualTo(now);
    }

    @Test
    void replicaThatLeavesIsForgottenAndOneThatIsSilentLater() {
        settle();
        peers.received(new HintBatch("other", ++otherNumber, 8, true, true, Map.of(), List.of()), now);
        assertThat(peers.count()).isZero();
        peers.counted(1, now);
        own();
        assertThat(peers.isComplete()).isTrue();

        settle();
        pass(Duration.ofMillis(1_500));
        own();
        peers.counted(2, now);
        peers.evaluate(now);
        assertThat(peers.isComplete()).as("silent").isFalse();
        pass(Duration.ofSeconds(15));
        own();
        peers.counted(1, now);
        peers.evaluate(now);
        assertThat(peers.count()).isZero();
        assertThat(peers.isComplete()).isTrue();
    }
}
