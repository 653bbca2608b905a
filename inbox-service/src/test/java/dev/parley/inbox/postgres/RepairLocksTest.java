package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.rebuild.Expected;
import dev.parley.platform.postgres.Rows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A repair beside the placing of the same large thread.
final class RepairLocksTest {

    @Test
    void repairAndPlacingOfALargeThreadDoNotDeadlock() throws Exception {
        try (var inboxes = new InboxDatabase()) {
            var store = new PostgresMergeStore(inboxes.database());
            var stored = new PostgresStoredInboxes(inboxes.database());
            var thread = new ThreadId("thr_big");
            String[] users = Updates.users("big", 25);
            var change = Updates.thread("thr_big", 1, users);
            store.mergeThreads(List.of(change));
            store.mergeHeads(List.of(Updates.head("thr_big", 5)));
            List<UserId> ids = Stream.of(users).map(UserId::new).toList();
            var before = stored.load(thread, ids);
            var expected = Expected.of(change, Updates.head("thr_big", 5, Updates.read(users[3], 5)));
            try (var workers = Executors.newVirtualThreadPerTaskExecutor();
                    var other = inboxes.open();
                    var statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("lock table inbox_row in access exclusive mode");
                var replaced = workers.submit(() -> stored.replace(before, expected));
                Awaitility.await().until(() -> waiting(inboxes) == 1);
                var placed = workers.submit(store::mergeDue);
                Awaitility.await().until(() -> waiting(inboxes) == 2);
                other.commit();
                long begun = System.nanoTime();
                assertThat(replaced.get(10, TimeUnit.SECONDS)).isPresent();
                assertThat(placed.get(10, TimeUnit.SECONDS)).isNotNull();
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("a deadlock is found after a second, and one of both runs again")
                        .isLessThan(Duration.ofMillis(800));
            }
        }
    }

    private static long waiting(InboxDatabase inboxes) {
        return inboxes.database().withConnection(connection -> {
            try (var select = connection.prepareStatement("""
                    select count(*) from pg_stat_activity
                    where application_name = 'inboxes' and wait_event_type = 'Lock'
                    """)) {
                return Rows.one(select, row -> row.getLong(1));
            }
        });
    }
}
