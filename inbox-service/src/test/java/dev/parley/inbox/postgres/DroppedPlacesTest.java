package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.row.InboxStore;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.problem.ProblemException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Places that were dropped come back in slices, whichever process dies in the meantime.
final class DroppedPlacesTest {

    private static final int THREADS = 2 * PostgresMergeStore.SLICE + 7;

    private static final String PLACES = """
            select user_id || thread_id || folder || folders || lead || unread || as_of || activity_time from inbox_place
            order by 1
            """;

    private InboxDatabase inboxes;
    private Database database;

    @BeforeEach
    void start() {
        inboxes = new InboxDatabase();
        database = inboxes.database();
        var store = new PostgresMergeStore(database);
        var threads =
                IntStream.range(0, THREADS).mapToObj(DroppedPlacesTest::thread).toList();
        for (int from = 0; from < THREADS; from += 100) {
            store.mergeThreads(threads.subList(from, Math.min(from + 100, THREADS)));
        }
    }

    private static ThreadChange thread(int i) {
        return Updates.thread("thr_%05d".formatted(i), 1, "usr_all", "usr_%05d".formatted(i));
    }

    @AfterEach
    void stop() {
        inboxes.close();
    }

    @Test
    void noTransactionWritesMoreThanASlice() {
        for (String table : List.of("thread_state", "inbox_compacted")) {
            inboxes.run("""
                    create table %1$s_writes (transaction bigint, rows bigint);
                    create function note_%1$s() returns trigger language plpgsql as
                    'begin insert into %1$s_writes select txid_current(), count(*) from written; return null; end';
                    create trigger updates after update on %1$s referencing new table as written
                    for each statement execute function note_%1$s();
                    create trigger inserts after insert on %1$s referencing new table as written
                    for each statement execute function note_%1$s()
                    """.formatted(table));
        }
        inboxes.run("truncate inbox_place");
        placeAll(new PostgresMergeStore(database));
        for (String table : List.of("thread_state", "inbox_compacted")) {
            var writes = column(
                    "select sum(rows)::text from " + table + "_writes group by transaction having sum(rows) > 0");
            assertThat(writes)
                    .hasSizeGreaterThan(2)
                    .allSatisfy(rows -> assertThat(Long.parseLong(rows)).isLessThanOrEqualTo(PostgresMergeStore.SLICE));
        }
    }

    /// Otherwise a reader could get rows again that are then compacted once more.
    @Test
    void noPlaceComesBackBeforeTheDropIsRecordedForAllUsers() {
        inboxes.run("truncate inbox_place; update thread_state set rule = 0 where thread_id = 'thr_00003'");
        var store = new PostgresMergeStore(database);
        int slices = 0;
        while (!column("select noted_user from inbox_dropped where noted_user is not null")
                .isEmpty()) {
            assertThat(column(PLACES)).isEmpty();
            assertThat(store.mergeOutdated()).isPresent();
            slices++;
        }
        assertThat(slices).isEqualTo(4);
        assertThat(column(PLACES)).isEmpty();
        assertThat(store.mergeOutdated()).isPresent();
        assertThat(column(PLACES)).hasSize(2);
    }

    @Test
    void dropWaitsForNoMerge() throws Exception {
        try (var merging = inboxes.open();
                var statement = merging.createStatement()) {
            merging.setAutoCommit(false);
            statement.execute("select from thread_state where thread_id = 'thr_00000' for update");
            statement.execute("select from inbox_revision where key = 'usr_00000' for update");
            inboxes.run("set lock_timeout = '2s'; truncate inbox_place; reset lock_timeout");
            merging.rollback();
        }
    }

    /// Two processes work on it, while a third one dies repeatedly at any point.
    @Test
    void processesThatDieLoseAndRepeatNothing() throws Exception {
        var before = column(PLACES);
        inboxes.run("truncate inbox_place");
        var over = new AtomicBoolean();
        try (var mortal = inboxes.pool("mortal");
                var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var victim = workers.submit(() -> untilOver(over, new PostgresMergeStore(new Database(mortal))));
            var killer = workers.submit(() -> untilOver(over, () -> !column("""
                    select pg_terminate_backend(pid)::text from pg_stat_activity where application_name = 'mortal'
                    """).isEmpty()));
            var others = List.of(workers.submit(this::place), workers.submit(this::place));
            for (Future<?> other : others) {
                other.get(60, TimeUnit.SECONDS);
            }
            over.set(true);
            killer.get(60, TimeUnit.SECONDS);
            victim.get(60, TimeUnit.SECONDS);
        }
        placeAll(new PostgresMergeStore(database));

        assertThat(column(PLACES)).isEqualTo(before);
        assertThat(column("select number::text from inbox_dropped")).isEmpty();
        assertThat(column("select thread_id from thread_state where rule <> " + Folders.RULE))
                .isEmpty();
        assertThat(column("select value::text from inbox_revision where key = 'usr_all'"))
                .containsExactly(Integer.toString(2 * THREADS));
        assertThat(new PostgresProgress(database).compacted(new UserId("usr_00003")))
                .isBetween(1L, 2L);
    }

    @Test
    void leaveAfterADropReachesReaders() {
        var user = new UserId("usr_00003");
        var store = new PostgresMergeStore(database);
        long seen = new PostgresProgress(database)
                .revisions(List.of(user))
                .getFirst()
                .revision();
        inboxes.run("truncate inbox_place");
        store.mergeThreads(List.of(Updates.thread("thr_00003", 2, "usr_all")));
        placeAll(store);
        var query = new InboxStore.ChangeQuery(user, seen, 0, 10);
        assertThat(new PostgresInboxStore(database).changesAfter(query))
                .anyMatch(change -> change.row().isEmpty());
    }

    private boolean place() {
        placeAll(new PostgresMergeStore(database));
        return true;
    }

    private static void placeAll(MergeStore store) {
        while (store.mergeOutdated().isPresent()) {
            Thread.onSpinWait();
        }
    }

    private static boolean untilOver(AtomicBoolean over, MergeStore store) throws Exception {
        return untilOver(over, () -> store.mergeOutdated().isPresent());
    }

    private static boolean untilOver(AtomicBoolean over, Callable<Boolean> work) throws Exception {
        while (!over.get()) {
            try {
                work.call();
            } catch (ProblemException killed) {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    private List<String> column(String sql) {
        return database.withConnection(connection -> {
            try (var select = connection.prepareStatement(sql)) {
                return Rows.list(select, row -> row.getString(1));
            }
        });
    }
}
