package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.report.InboxReports;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// Puts threads into the outbox again. The inbox gets the version that a thread has when it is delivered.
@Singleton
public final class PostgresInboxReports implements InboxReports {
    static final String PUT = """
            with page as materialized (
                select thread_id, shown_version as version from thread where thread_id > ? order by thread_id limit ?
            ), put as (
                insert into outbox as o (topic, key, version, attempt_time)
                select ?, thread_id, version, now() from page order by thread_id
                on conflict (topic, key) do update set version = greatest(o.version, excluded.version),
                    attempt_time = excluded.attempt_time, failures = 0, faults = 0, parked_time = null,
                    parked_reason = null
            )
            select thread_id from page order by thread_id
            """;

    private final Database database;

    PostgresInboxReports(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public List<ThreadId> reportAgain(String after, int limit) {
        return database.transaction(connection -> {
            try (var put = connection.prepareStatement(PUT)) {
                put.setString(1, after);
                put.setInt(2, limit);
                put.setString(3, Consumer.INBOX.topic());
                return Rows.list(put, ThreadTable::id);
            }
        });
    }
}
