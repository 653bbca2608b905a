package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.FenceList;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// The stored fences on PostgreSQL.
@Singleton
public final class PostgresFenceList implements FenceList {

    static final String AFTER = "select thread_id, version from fence where thread_id > ? order by thread_id limit ?";

    static final String OF = "select thread_id, version from fence where thread_id = any (?) order by thread_id";

    private final Database database;

    /// Uses the service's database.
    public PostgresFenceList(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public List<Stamp> after(String thread, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(AFTER)) {
                query.setString(1, thread);
                query.setInt(2, limit);
                return Rows.list(query, row -> new Stamp(new ThreadId(row.getString(1)), row.getLong(2)));
            }
        });
    }

    @Override
    public List<Stamp> of(List<ThreadId> threads) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(OF)) {
                query.setObject(1, Columns.texts(threads, ThreadId::value));
                return Rows.list(query, row -> new Stamp(new ThreadId(row.getString(1)), row.getLong(2)));
            }
        });
    }
}
