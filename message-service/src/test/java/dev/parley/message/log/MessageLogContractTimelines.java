package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.timeline.Timeline;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every engine promises about the timelines of its store.
public interface MessageLogContractTimelines extends MessageLogContractStore {

    /// Writes a text, and a notice with a fence.
    private static void grow(ContractLog log, ThreadId thread) {
        sent(log, thread, "req-before");
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
    }

    @Test
    default void positionsBeforeATimelineAreThoseOfTheOneBefore() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        grow(log, thread);
        long kept = head(log, thread);
        Timeline before = timeline(log);
        log.beginTimeline(before);
        Timeline after = timeline(log);
        assertThat(after.number()).isEqualTo(before.number() + 1);

        for (long sequence = 0; sequence <= kept; sequence++) {
            assertThat(log.diverged(before, Map.of(thread, sequence))).isEmpty();
            assertThat(log.diverged(after, Map.of(thread, sequence))).isEmpty();
        }
        assertThat(log.diverged(before, Map.of(thread, kept + 1))).containsExactly(thread);
        sent(log, thread, "req-after");
        assertThat(log.diverged(before, Map.of(thread, kept + 1))).containsExactly(thread);
        assertThat(log.diverged(after, Map.of(thread, kept + 1))).isEmpty();
        log.setFence(fence(thread, 3, ALICE, BOB));
        long noticed = head(log, thread);
        assertThat(noticed).isGreaterThan(kept + 1);
        assertThat(log.diverged(before, Map.of(thread, noticed))).containsExactly(thread);
        assertThat(log.diverged(after, Map.of(thread, noticed))).isEmpty();
    }

    @Test
    default void everyPositionOfAnUnknownTimelineDiverges() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        grow(log, thread);
        var unknown = new Timeline(timeline(log).number(), "elsewhere");
        assertThat(log.diverged(unknown, Map.of(thread, 0L))).containsExactly(thread);
        assertThat(log.diverged(unknown, Map.of(thread, 1L))).containsExactly(thread);
    }

    @Test
    default void severalReplicasThatFindTheSameLossBeginOneTimeline() {
        ContractLog log = open();
        ContractLog other = open();
        Timeline before = timeline(log);
        log.beginTimeline(before);
        other.beginTimeline(before);
        assertThat(timeline(other)).isEqualTo(timeline(log));
        assertThat(timeline(log).number()).isEqualTo(before.number() + 1);
    }

    private static long head(ContractLog log, ThreadId thread) {
        return log.states(List.of(thread)).get(thread).head().sequence();
    }
}
