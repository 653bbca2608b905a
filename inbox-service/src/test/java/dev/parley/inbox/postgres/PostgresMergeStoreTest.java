package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.platform.postgres.Rows;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Background steps beside a merge of another process that is not committed yet.
final class PostgresMergeStoreTest {

    private static InboxDatabase inboxes;
    private static PostgresMergeStore store;

    @BeforeAll
    static void start() {
        inboxes = new InboxDatabase();
        store = new PostgresMergeStore(inboxes.database());
    }

    @AfterAll
    static void stop() {
        inboxes.close();
    }

    @Test
    void dueThreadIsPlacedAtTheHeadOfTheMergeThatItWaitsFor() throws Exception {
        String[] users = Updates.users("due", 25);
        store.mergeThreads(List.of(Updates.thread("thr_due", 1, users)));
        store.mergeHeads(List.of(Updates.head("thr_due", 1)));
        try (var workers = Executors.newVirtualThreadPerTaskExecutor();
                var merging = inboxes.open();
                var statement = merging.createStatement()) {
            merging.setAutoCommit(false);
            statement.execute(
                    "update thread_state set head_sequence = 9, head_ordinal = 9 where thread_id = 'thr_due'");
            var placed = workers.submit(store::mergeDue);
            Awaitility.await().until(() -> count("""
                    select count(*) from pg_stat_activity
                    where application_name = 'inboxes' and wait_event_type = 'Lock'
                    """) == 1);
            merging.commit();
            assertThat(placed.get(10, TimeUnit.SECONDS)).hasSize(25);
        }
        var row = new PostgresInboxStore(inboxes.database())
                .find(new UserId(users[7]), new ThreadId("thr_due"))
                .orElseThrow();
        assertThat(row.placement().asOf()).isEqualTo(9);
        assertThat(row.placement().unread()).isEqualTo(9);
    }

    @Test
    void outdatedThreadThatIsBeingMergedIsPlacedAgainLater() throws Exception {
        store.mergeThreads(List.of(Updates.thread("thr_old", 1, "usr_old_a", "usr_old_b")));
        inboxes.run("update thread_state set rule = 0 where thread_id = 'thr_old'");
        try (var workers = Executors.newVirtualThreadPerTaskExecutor();
                var merging = inboxes.open();
                var statement = merging.createStatement()) {
            merging.setAutoCommit(false);
            statement.execute("select from thread_state where thread_id = 'thr_old' for update");
            assertThat(workers.submit(store::mergeOutdated).get(10, TimeUnit.SECONDS))
                    .isEmpty();
            merging.rollback();
        }
        assertThat(store.mergeOutdated()).isPresent();
        assertThat(store.mergeOutdated()).isEmpty();
    }

    @Test
    void removedRowsAreDeletedAfterThirtyDaysAndOthersNever() {
        inboxes.run("""
                insert into inbox_place (user_id, thread_id, folder, folders, lead, pin_rank, activity_time, unread,
                    as_of, revision)
                select 'usr_days', 'thr_' || days || '_' || folder, folder, 2 * folder, true, 0,
                    now() - days * interval '1 day', 0, 0, 1
                from unnest(array[29, 31]) days, unnest(array[0, 1]) folder
                """);
        while (store.forgetRemoved()) {
            assertThat(count("select count(*) from inbox_place where user_id = 'usr_days'"))
                    .isPositive();
        }
        List<String> left = inboxes.database().withConnection(connection -> {
            try (var query = connection.prepareStatement(
                    "select thread_id from inbox_place where user_id = 'usr_days' order by thread_id")) {
                return Rows.list(query, row -> row.getString(1));
            }
        });
        assertThat(left).containsExactly("thr_29_0", "thr_29_1", "thr_31_1");
    }

    /// Rows that were removed in one transaction are of the same age, and any of them may be deleted first.
    @Test
    void deletingOlderRevisionsLaterDoesNotMoveTheCompactionBack() {
        inboxes.run("""
                insert into inbox_place (user_id, thread_id, folder, folders, lead, pin_rank, activity_time, unread,
                    as_of, revision)
                select 'usr_long', 'thr_' || i, 0, 0, true, 0, '2020-01-01Z', 0, 0, 502 - i
                from generate_series(1, 501) i
                """);
        assertThat(store.forgetRemoved()).isTrue();
        assertThat(store.forgetRemoved()).isFalse();
        assertThat(count("select count(*) from inbox_place where user_id = 'usr_long'"))
                .isZero();
        assertThat(new PostgresProgress(inboxes.database()).compacted(new UserId("usr_long")))
                .isEqualTo(501);
    }

    private static long count(String sql) {
        return inboxes.database().withConnection(connection -> {
            try (var select = connection.prepareStatement(sql)) {
                return Rows.one(select, row -> row.getLong(1));
            }
        });
    }
}
