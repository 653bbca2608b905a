package dev.parley.inbox.postgres;

import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.EngineTests;
import dev.parley.inbox.contract.InboxContract;
import dev.parley.inbox.contract.InboxEngine;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.postgres.Database;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresInboxTest implements InboxContract, InboxEngine {

    private static InboxDatabase database;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        database = new InboxDatabase();
        pool = database.pool("other");
    }

    @AfterAll
    static void stop() {
        pool.close();
        database.close();
    }

    @Override
    public InboxEngine engine() {
        return this;
    }

    @Override
    public MergeStore merges(int rule) {
        return new PostgresMergeStore(database.database(), rule);
    }

    @Override
    public MergeStore otherMerges() {
        return new PostgresMergeStore(new Database(pool));
    }

    @Override
    public InboxStore rows() {
        return new PostgresInboxStore(database.database());
    }

    @Override
    public InboxProgress progress() {
        return new PostgresProgress(database.database());
    }

    @Override
    public void set(UserId user, ThreadId thread, Setting setting, Set<Waiting> waiting) {
        database.run("""
                insert into inbox_setting (user_id, thread_id, pin_rank, archive_time, hidden_until_ordinal)
                values ('%s', '%s', %d, %s, %d)
                on conflict (user_id, thread_id) do update set pin_rank = excluded.pin_rank,
                    archive_time = excluded.archive_time, hidden_until_ordinal = excluded.hidden_until_ordinal
                """.formatted(
                        user, thread, setting.pinRank(), setting.archived() ? "now()" : "null", setting.hiddenUntil()));
        database.run("""
                update inbox_waiting set version = version + 1, end_time = now()
                where user_id = '%s' and thread_id = '%s' and end_time is null
                """.formatted(user, thread));
        for (Waiting what : waiting) {
            database.run("""
                    insert into inbox_waiting as w (user_id, thread_id, what, id, version)
                    values ('%s', '%s', %d, 'x', 1)
                    on conflict (user_id, thread_id, what, id) do update set version = w.version + 1, end_time = null
                    """.formatted(user, thread, what.number()));
        }
    }

    @Override
    public void dropPlaces() {
        database.run("truncate inbox_place");
    }

    /// Lets time pass by moving stored times back.
    @Override
    public void pass(Duration time) {
        String back = " - interval '" + time.toSeconds() + " seconds'";
        database.run("update inbox_place set activity_time = activity_time" + back + " where folder = 0");
        database.run("update thread_due set due_time = due_time" + back);
        database.run("update thread_state set placed_time = placed_time" + back);
    }

    @Override
    public void commitLate(boolean late) {
        if (late) {
            database.run("""
                    create or replace function wait_a_moment() returns trigger language plpgsql as
                    'begin perform pg_sleep(random() * 0.02); return null; end'
                    """);
            database.run("""
                    create trigger late after update on inbox_place
                    for each statement execute function wait_a_moment()
                    """);
        } else {
            database.run("drop trigger late on inbox_place");
        }
    }

    /// A replica that stops in the middle of a merge, with all its locks, holds up nobody else.
    @Test
    void mergeThatHangsHoldsUpOnlyItsOwnThreadsAndUsers() throws Exception {
        String m = EngineTests.mark();
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m), thread("thr_y" + m, 1, "usr_c" + m, "usr_d" + m));
        try (var hanging = database.open()) {
            hanging.setAutoCommit(false);
            try (var statement = hanging.createStatement()) {
                statement.execute("select from thread_state where thread_id = 'thr_x" + m + "' for update");
                statement.execute("update inbox_revision set value = value + 1 where key = 'usr_a" + m + "'");
            }
            merge(head("thr_y" + m, 2));
            hanging.rollback();
        }
        assertThat(unread("usr_c" + m, "thr_y" + m)).isEqualTo(2);
    }
}
