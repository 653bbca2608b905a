package dev.parley.thread.postgres;

import dev.parley.platform.postgres.Database;
import dev.parley.thread.history.HistoryStore;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Stores the histories of threads in PostgreSQL.
@Singleton
public final class PostgresHistoryStore implements HistoryStore {
    private final Database database;

    PostgresHistoryStore(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public int forget(Duration life, int most) {
        return database.transaction(connection -> EventTable.forget(connection, life, most));
    }
}
