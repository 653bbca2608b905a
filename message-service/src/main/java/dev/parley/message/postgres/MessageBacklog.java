package dev.parley.message.postgres;

import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.outbox.BacklogQueries;
import dev.parley.platform.postgres.Database;
import java.util.List;

/// A backlog of single messages. Its keys are such as `thr_1/7`: a thread and a sequence.
abstract class MessageBacklog implements Backlog {

    private final Database database;
    private final Statements sql;

    /// What differs between such backlogs.
    ///
    /// @param depth has a parameter for the number of keys to count
    /// @param parked has parameters for the thread and the sequence before the first key, and for a limit
    /// @param retry has parameters for a thread and a sequence; updates one row if that message was parked
    record Statements(String depth, String parked, String retry) {}

    MessageBacklog(Database database, Statements sql) {
        this.database = database;
        this.sql = sql;
    }

    @Override
    public final Depth depth() {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(sql.depth())) {
                query.setInt(1, MOST_COUNTED);
                return BacklogQueries.depth(query);
            }
        });
    }

    @Override
    public final List<ParkedKey> parked(String after, int limit) {
        MessageKey from = MessageKey.of(after).orElse(MessageKey.START);
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(sql.parked())) {
                query.setString(1, from.thread());
                query.setLong(2, from.sequence());
                query.setInt(3, limit);
                return BacklogQueries.parked(
                        query, row -> new MessageKey(row.getString("thread_id"), row.getLong("version")).text());
            }
        });
    }

    @Override
    public final boolean retry(String key) {
        return MessageKey.of(key).filter(this::isRetried).isPresent();
    }

    private boolean isRetried(MessageKey message) {
        return database.withConnection(connection -> {
            try (var retry = connection.prepareStatement(sql.retry())) {
                retry.setString(1, message.thread());
                retry.setLong(2, message.sequence());
                return retry.executeUpdate() == 1;
            }
        });
    }
}
