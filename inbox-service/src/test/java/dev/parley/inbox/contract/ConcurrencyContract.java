package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every engine supports many concurrent writers.
public interface ConcurrencyContract extends EngineTests {

    /// The number of concurrent writers.
    int WRITERS = 8;

    /// Delays commits randomly, if the engine has any.
    default void commitLate(boolean late) {}

    /// Each writer has its own thread, and all of them change one inbox. A reader who follows it by revision
    /// would miss a change that gets its revision early and appears late.
    @Test
    default void readerMissesNothingThatCommitsLate() throws Exception {
        String m = EngineTests.mark();
        String reader = "usr_a" + m;
        for (int i = 0; i < WRITERS; i++) {
            merge(thread("thr_" + m + i, 1, reader, "usr_" + i + m));
        }
        commitLate(true);
        try {
            var seen = new HashMap<String, Long>();
            long position = 0;
            for (int round = 1; round <= 5; round++) {
                long sequence = round;
                var done = start(writer -> merge(head("thr_" + m + writer, sequence)));
                while (!done.stream().allMatch(Future::isDone)) {
                    position = follow(reader, position, seen);
                }
                position = follow(reader, position, seen);
                assertThat(seen).hasSize(WRITERS).containsValue(sequence);
                assertThat(seen.values()).containsOnly(sequence);
            }
        } finally {
            commitLate(false);
        }
    }

    /// All writers merge updates of the same thread at the same moment, in any order.
    @Test
    default void newestUpdateWinsAmongConcurrentWriters() throws Exception {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        commitLate(true);
        try {
            for (int round = 0; round < 5; round++) {
                long first = 10L * round + 1;
                for (Future<?> one : start(writer -> {
                    long sequence = first + (7L * writer + 3) % WRITERS;
                    merge(head(thread, sequence, read("usr_b" + m, sequence)));
                })) {
                    one.get();
                }
                long newest = first + WRITERS - 1;
                var row = row("usr_b" + m, thread);
                assertThat(row.placement().asOf()).isEqualTo(newest);
                assertThat(row.thread().headSequence()).isEqualTo(newest);
                assertThat(row.state().cursor().sequence()).isEqualTo(newest);
                assertThat(unread("usr_a" + m, thread)).isEqualTo(newest);
            }
        } finally {
            commitLate(false);
        }
    }

    private static List<Future<?>> start(IntConsumer write) {
        var writers = Executors.newVirtualThreadPerTaskExecutor();
        var done = IntStream.range(0, WRITERS)
                .<Future<?>>mapToObj(writer -> writers.submit(() -> write.accept(writer)))
                .toList();
        writers.shutdown();
        return done;
    }

    private long follow(String reader, long position, Map<String, Long> seen) {
        for (var change : changes(reader, position, 0)) {
            assertThat(change.revision()).isGreaterThan(position);
            position = change.revision();
            seen.put(
                    change.thread().value(),
                    change.row().orElseThrow().placement().asOf());
        }
        return position;
    }
}
