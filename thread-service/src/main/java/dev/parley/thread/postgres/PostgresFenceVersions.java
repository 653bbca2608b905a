package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.outbox.Outbox;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.fence.FenceVersions;
import dev.parley.thread.fence.StoredFences.Stamp;
import dev.parley.thread.report.ThreadList;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The versions of fences in PostgreSQL. What is corrected is also queued in the outbox, so that it is pushed even if
/// the comparison ends.
@Singleton
public final class PostgresFenceVersions implements FenceVersions {
    static final String OF = "select thread_id, fence_version from thread where thread_id = any (?) order by thread_id";
    static final String BETWEEN = """
            select thread_id, fence_version from thread
            where thread_id > ? and (?::text is null or thread_id <= ?) order by thread_id limit ?
            """;
    private static final String OWE = """
            update thread t set fence_version_acked = least(t.fence_version_acked, k.version)
            from unnest(?::text[], ?::bigint[]) as k (thread_id, version)
            where t.thread_id = k.thread_id and t.fence_version > k.version
            returning t.thread_id, t.fence_version, t.shown_version
            """;
    private static final String ABOVE = """
            from unnest(?::text[], ?::bigint[]) as k (thread_id, version)
            where t.thread_id = k.thread_id and t.fence_version <= k.version
            returning t.thread_id, t.fence_version, t.shown_version
            """;
    private static final String REPLACE = """
            update thread t set version = greatest(t.version, k.version) + 1,
                fence_version = greatest(t.version, k.version) + 1
            """ + ABOVE;

    /// The inbox may have a version of the lost changes. All versions of a thread are at most the one of its
    /// fence, or of changes after it that did not touch the fence.
    private static final String RAISE = """
            update thread t set version = greatest(t.version, k.version) + 1,
                fence_version = greatest(t.version, k.version) + 1, shown_version = greatest(t.version, k.version) + 1
            """ + ABOVE;
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Database database;
    private final ThreadList threads;

    PostgresFenceVersions(@Named("thread") Database database, ThreadList threads) {
        this.database = database;
        this.threads = threads;
    }

    private record Changed(String thread, long fenceVersion, long shownVersion) {
        static Changed read(ResultSet row) throws SQLException {
            return new Changed(row.getString(1), row.getLong(2), row.getLong(3));
        }
    }

    @Override
    public List<Stamp> between(String after, Optional<String> through, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(BETWEEN)) {
                query.setString(1, after);
                query.setString(2, through.orElse(null));
                query.setString(3, through.orElse(null));
                query.setInt(4, limit);
                return Rows.list(query, row -> new Stamp(ThreadTable.id(row), row.getLong(2)));
            }
        });
    }

    @Override
    public List<Stamp> of(List<ThreadId> threads) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(OF)) {
                new SqlArrays<>(query, threads).text(ThreadId::value);
                return Rows.list(query, row -> new Stamp(ThreadTable.id(row), row.getLong(2)));
            }
        });
    }

    @Override
    public List<ThreadId> threadsOf(UserId participant, String after, int limit) {
        return threads.after(Optional.of(participant), after, limit);
    }

    @Override
    public void owe(Map<ThreadId, Long> stored) {
        database.transaction(connection -> {
            for (Changed one : change(connection, OWE, stored)) {
                Outbox.put(connection, Consumer.FENCE.topic(), one.thread(), one.fenceVersion(), LEASE);
            }
            return true;
        });
    }

    @Override
    public void raise(Map<ThreadId, Long> above) {
        database.transaction(connection -> {
            for (Changed one : change(connection, RAISE, above)) {
                Outbox.put(connection, Consumer.FENCE.topic(), one.thread(), one.fenceVersion(), LEASE);
                Outbox.put(connection, Consumer.INBOX.topic(), one.thread(), one.shownVersion(), Duration.ZERO);
            }
            return true;
        });
    }

    @Override
    public void replace(Map<ThreadId, Long> different) {
        database.transaction(connection -> {
            for (Changed one : change(connection, REPLACE, different)) {
                Outbox.put(connection, Consumer.FENCE.topic(), one.thread(), one.fenceVersion(), LEASE);
            }
            return true;
        });
    }

    private static List<Changed> change(Connection connection, String sql, Map<ThreadId, Long> versions)
            throws SQLException {
        if (versions.isEmpty()) {
            return List.of();
        }
        ThreadTable.lock(connection, versions.keySet());
        try (var update = connection.prepareStatement(sql)) {
            new SqlArrays<>(update, versions.entrySet())
                    .text(entry -> entry.getKey().value())
                    .bigint(Map.Entry::getValue);
            return Rows.list(update, Changed::read);
        }
    }
}
