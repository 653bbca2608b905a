package dev.parley.message.postgres;

import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// The messages that safety refused after they were sent, because it was unavailable before. They stay in the log,
/// for moderators to look at. A retry screens them again.
@Singleton
public final class PostgresRefusedBacklog implements Backlog {

    static final String DEPTH = """
            select count(*), 0 from (select 1 from overlay where screening = 2 limit ?) as refused
            """;

    static final String PARKED = """
            select o.thread_id, o.sequence, 'refused after it was sent' as reason, 1 as failures, f.create_time as time
            from (
                select thread_id, sequence from overlay
                where screening = 2 and (thread_id, sequence) > (?, ?) order by thread_id, sequence limit ?
            ) o
            join lateral (
                select create_time from frame where thread_id = o.thread_id and sequence = o.sequence limit 1
            ) f on true
            order by o.thread_id, o.sequence
            """;

    static final String RETRY = """
            insert into unscreened_message (thread_id, sequence, offered_time)
            select thread_id, sequence, now() from overlay where thread_id = ? and sequence = ? and screening = 2
            on conflict do nothing
            """;

    private final Database database;

    /// Uses the service's database.
    public PostgresRefusedBacklog(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public String topic() {
        return "message.refused";
    }

    /// Moderation takes its time, and nothing waits for it.
    @Override
    public boolean isAlarming() {
        return false;
    }

    @Override
    public Depth depth() {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(DEPTH)) {
                query.setInt(1, MOST_COUNTED);
                return Rows.first(
                                query, row -> new Depth(row.getInt(1), Duration.ofMillis(Math.max(0, row.getLong(2)))))
                        .orElseThrow();
            }
        });
    }

    @Override
    public List<ParkedKey> parked(String after, int limit) {
        MessageKey from = MessageKey.of(after).orElse(MessageKey.START);
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(PARKED)) {
                query.setString(1, from.thread());
                query.setLong(2, from.sequence());
                query.setInt(3, limit);
                return Rows.list(
                        query,
                        row -> new ParkedKey(
                                new MessageKey(row.getString("thread_id"), row.getLong("sequence")).text(),
                                row.getLong("sequence"),
                                row.getString("reason"),
                                row.getInt("failures"),
                                SqlTime.get(row, "time")));
            }
        });
    }

    @Override
    public boolean retry(String key) {
        return MessageKey.of(key)
                .map(message -> database.withConnection(connection -> {
                    try (var retry = connection.prepareStatement(RETRY)) {
                        retry.setString(1, message.thread());
                        retry.setLong(2, message.sequence());
                        return retry.executeUpdate() == 1;
                    }
                }))
                .orElse(false);
    }
}
