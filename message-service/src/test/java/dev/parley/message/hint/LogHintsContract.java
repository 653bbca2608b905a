package dev.parley.message.hint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The contract of every channel for hints.
public interface LogHintsContract {

    Duration NO_WAIT = Duration.ofMillis(1);

    /// Opens a replica's end of one and the same channel.
    LogHints open();

    /// Returns a batch without hints.
    static HintBatch batch(String origin, long number) {
        return new HintBatch(origin, number, -number, true, false, Map.of(), List.of());
    }

    /// Returns what a replica receives, in order, until this many batches have arrived.
    static List<HintBatch> receive(LogHints hints, int count) {
        var received = new ArrayList<HintBatch>();
        Awaitility.await().pollDelay(Duration.ZERO).until(() -> {
            received.addAll(hints.receive(NO_WAIT));
            return received.size() >= count;
        });
        return received;
    }

    @Test
    default void everySubscriberReceivesEachBatchInOrder() {
        try (LogHints one = open();
                LogHints other = open()) {
            assertThat(one.receive(NO_WAIT)).isEmpty();
            assertThat(other.receive(NO_WAIT)).isEmpty();
            var batches = IntStream.rangeClosed(1, 20)
                    .mapToObj(number -> batch("one", number))
                    .toList();
            batches.forEach(one::publish);
            assertThat(receive(one, 20)).isEqualTo(batches);
            assertThat(receive(other, 20)).isEqualTo(batches);
        }
    }

    @Test
    default void onlyWhatIsPublishedDuringTheSubscriptionArrives() {
        try (LogHints one = open();
                LogHints other = open()) {
            one.publish(batch("one", 1));
            assertThat(other.receive(NO_WAIT)).isEmpty();
            one.publish(batch("one", 2));
            assertThat(receive(other, 1)).containsExactly(batch("one", 2));
            other.unsubscribe();
            one.publish(batch("one", 3));
            assertThat(other.receive(NO_WAIT)).isEmpty();
            one.publish(batch("one", 4));
            assertThat(receive(other, 1)).containsExactly(batch("one", 4));
        }
    }

    @Test
    default void largestBatchArrivesWhole() {
        var outbox = new HintOutbox(1_000);
        for (int thread = 0; thread < 1_000; thread++) {
            String id = "thr_" + "x".repeat(55) + (10_000 + thread);
            outbox.add(new Hint(new ThreadId(id), Long.MAX_VALUE, Long.MAX_VALUE, true));
        }
        var heard = new HashMap<String, Long>();
        for (int peer = 0; peer < HintBatch.MOST_HEARD; peer++) {
            heard.put("%016x".formatted(peer), Long.MIN_VALUE);
        }
        var largest = new HintBatch(
                "f".repeat(16),
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                true,
                true,
                heard,
                outbox.collect().hints());
        try (LogHints hints = open()) {
            assertThat(hints.receive(NO_WAIT)).isEmpty();
            hints.publish(largest);
            assertThat(receive(hints, 1)).containsExactly(largest);
        }
        assertThat(largest.hints()).hasSizeGreaterThan(50);
    }
}
