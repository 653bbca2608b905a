package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.thread.report.ThreadList;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The threads in PostgreSQL.
@Singleton
public final class PostgresThreadList implements ThreadList {
    static final String ALL = "select thread_id from thread where thread_id > ? order by thread_id limit ?";

    /// Sorted by the threads' ids, a plan could read the participants of all threads.
    static final String OF_USER = """
            with own as materialized (select thread_id from participant where user_id = ? and membership = 1)
            select thread_id from own where thread_id > ? order by thread_id limit ?
            """;

    private final Database database;

    PostgresThreadList(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public List<ThreadId> after(Optional<UserId> participant, String after, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(participant.isEmpty() ? ALL : OF_USER)) {
                int next = 1;
                if (participant.isPresent()) {
                    query.setString(next++, participant.get().value());
                }
                query.setString(next++, after);
                query.setInt(next, limit);
                return Rows.list(query, ThreadTable::id);
            }
        });
    }
}
