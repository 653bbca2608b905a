package dev.parley.inbox;

import static dev.parley.inbox.NewsOf.head;
import static dev.parley.inbox.NewsOf.read;
import static dev.parley.inbox.NewsOf.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.merge.ThreadHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every engine takes many writers at once.
public interface ConcurrencyContract extends EngineTests {

    /// Makes commits late, at random, where the engine has any.
    default void commitLate(boolean late) {}

    /// Many writers merge into the same inboxes at once, while a reader follows one of them by its revisions.
    @Test
    default void readersMissNothingWhileManyWrite() throws Exception {
        commitLate(true);
        String m = EngineTests.mark();
        String reader = "usr_a" + m;
        int threads = 12;
        for (int i = 0; i < threads; i++) {
            merge(thread("thr_" + m + i, 1, reader, "usr_b" + m, "usr_c" + i + m));
        }
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 8)
                    .mapToObj(writer -> writers.submit(() -> write(m, threads, new Random(writer))))
                    .toList();
            var seen = new HashMap<String, Long>();
            long position = 0;
            while (!done.stream().allMatch(Future::isDone)) {
                position = follow(reader, position, seen);
            }
            for (Future<?> one : done) {
                one.get();
            }
            follow(reader, position, seen);
            var heads = new HashMap<String, Long>();
            changes(reader, 0, 0)
                    .forEach(change -> heads.put(
                            change.thread().value(),
                            change.row().orElseThrow().placement().asOf()));
            assertThat(seen).isEqualTo(heads).hasSize(threads);
            assertThat(unread(reader, "thr_" + m + 0)).isEqualTo(heads.get("thr_" + m + 0));
        } finally {
            commitLate(false);
        }
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

    private void write(String m, int threads, Random random) {
        for (int call = 0; call < 12; call++) {
            var heads = new ArrayList<ThreadHead>();
            for (int i : random.ints(0, threads)
                    .distinct()
                    .limit(1 + random.nextInt(threads))
                    .toArray()) {
                long sequence = 1 + random.nextInt(200);
                heads.add(head("thr_" + m + i, sequence, read("usr_b" + m, sequence)));
            }
            assertThat(engine().merges().mergeHeads(heads)).isNotEmpty();
        }
    }
}
