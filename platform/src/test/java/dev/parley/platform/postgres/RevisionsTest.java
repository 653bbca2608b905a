package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RevisionsTest {

    private static final List<String> KEYS = List.of("usr_a", "usr_b", "usr_c", "usr_d");

    private final Revisions revisions = new Revisions("revision");
    private SampleDatabase sample;
    private Database database;

    @BeforeEach
    void create() {
        sample = SampleDatabase.create(TestPostgres.database());
        database = sample.database();
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void numbersOfAKeyAreDenseFromOne() {
        assertThat(next("a", "b")).containsOnly(Map.entry("a", 1L), Map.entry("b", 1L));
        assertThat(next("a")).containsOnly(Map.entry("a", 2L));
        Map<String, Long> several = database.transaction(c -> revisions.next(c, Map.of("a", 5, "c", 2)));
        assertThat(several).containsOnly(Map.entry("a", 7L), Map.entry("c", 2L));
        assertThat(current("a", "b", "c", "d")).isEqualTo(Map.of("a", 7L, "b", 1L, "c", 2L, "d", 0L));
    }

    @Test
    void rollbackLeavesNoGap() {
        next("a");
        try {
            database.transaction(c -> {
                revisions.next(c, List.of("a"));
                throw new IllegalStateException("rolls back");
            });
        } catch (IllegalStateException asWanted) {
            assertThat(next("a")).containsEntry("a", 2L);
        }
    }

    @Test
    void laterDrawWaitsForTheCommitOfTheEarlierOne() throws Exception {
        var drawn = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var watch = sample.connect()) {
            Future<Long> late = threads.submit(() -> database.transaction(c -> {
                long number = revisions.next(c, List.of("a")).get("a");
                drawn.countDown();
                await(commit);
                return number;
            }));
            drawn.await();
            Future<Long> later = threads.submit(() -> next("a").get("a"));
            Awaitility.await().until(() -> waiting(watch) == 1);
            assertThat(current("a")).containsEntry("a", 0L);
            assertThat(next("b")).containsEntry("b", 1L);

            commit.countDown();
            assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(later.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    /// Otherwise draws of the same keys in different orders would deadlock.
    @Test
    void keysAreLockedInOrderWhateverTheOrderOfTheDraw() throws Exception {
        var drawn = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        var backwards = new LinkedHashMap<String, Integer>();
        List.of("e", "d", "c", "b", "a").forEach(key -> backwards.put(key, 1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var watch = sample.connect()) {
            Future<Boolean> first = threads.submit(() -> database.transaction(c -> {
                revisions.next(c, List.of("a"));
                drawn.countDown();
                await(commit);
                return true;
            }));
            drawn.await();
            Future<Map<String, Long>> second =
                    threads.submit(() -> database.transaction(c -> revisions.next(c, backwards)));
            Awaitility.await().until(() -> waiting(watch) == 1);

            // It waits for its first key, and has locked none of the later ones.
            assertThat(threads.submit(() -> next("e", "d", "c", "b")).get(10, TimeUnit.SECONDS))
                    .containsEntry("e", 1L);
            assertThat(waiting(watch)).isEqualTo(1);
            commit.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.get(10, TimeUnit.SECONDS)).containsEntry("a", 2L).containsEntry("e", 2L);
        }
    }

    @Test
    void readerNeverFindsASmallerNumberThanItHasSeen() throws Exception {
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> reader = threads.submit(() -> followUntil(over));
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                writers.add(threads.submit(() -> write(new Random(seed))));
            }
            for (Future<?> writer : writers) {
                writer.get(50, TimeUnit.SECONDS);
            }
            over.set(true);
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(4 * 50 * 2);
        }
    }

    /// Follows a log by its numbers, as a feed does: only numbers greater than the greatest seen. It would
    /// miss a smaller number that commits late.
    private int followUntil(AtomicBoolean over) {
        int seen = 0;
        var positions = new HashMap<String, Long>();
        boolean last;
        do {
            last = over.get();
            for (String key : KEYS) {
                long after = positions.getOrDefault(key, 0L);
                List<Long> found = database.withConnection(c -> {
                    try (var query = c.prepareStatement(
                            "select amount from item where id like ? and amount > ? order by amount")) {
                        query.setString(1, key + "%");
                        query.setLong(2, after);
                        return Rows.list(query, row -> row.getLong(1));
                    }
                });
                seen += found.size();
                if (!found.isEmpty()) {
                    positions.put(key, found.getLast());
                }
            }
        } while (!last);
        return seen;
    }

    private void write(Random random) {
        for (int i = 0; i < 50; i++) {
            var keys = new ArrayList<>(KEYS);
            Collections.shuffle(keys, random);
            database.transaction(c -> {
                Map<String, Long> drawn = revisions.next(c, keys.subList(0, 2));
                for (var one : drawn.entrySet()) {
                    try (var insert = c.prepareStatement("insert into item (id, amount) values (?, ?)")) {
                        insert.setString(1, one.getKey() + "-" + one.getValue());
                        insert.setLong(2, one.getValue());
                        insert.executeUpdate();
                    }
                }
                return true;
            });
        }
    }

    private Map<String, Long> next(String... keys) {
        return database.transaction(c -> revisions.next(c, List.of(keys)));
    }

    private Map<String, Long> current(String... keys) {
        return database.withConnection(c -> revisions.current(c, List.of(keys)));
    }

    private static int waiting(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select count(*)::int from pg_locks where not granted")) {
            return Rows.one(query, row -> row.getInt(1));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
