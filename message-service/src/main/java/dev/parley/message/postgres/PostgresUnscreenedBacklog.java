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

/// The messages that safety has not screened yet. Those on which safety failed again and again are parked.
@Singleton
public final class PostgresUnscreenedBacklog implements Backlog {

    static final String DEPTH = """
            select (
                select count(*) from (
                    select 1 from unscreened_message where parked_time is not null limit ?
                ) as parked
            ), (
                select coalesce(extract(epoch from now() - min(put_time)) * 1000, 0)::int8 from (
                    select put_time from unscreened_message where parked_time is null order by offered_time limit 10000
                ) as waiting
            )
            """;

    static final String PARKED = """
            select thread_id, sequence, coalesce(parked_reason, '') as reason, failures, parked_time as time
            from unscreened_message
            where parked_time is not null and (thread_id, sequence) > (?, ?) order by thread_id, sequence limit ?
            """;

    static final String RETRY = """
            update unscreened_message set parked_time = null, parked_reason = null, failures = 0, offered_time = now()
            where thread_id = ? and sequence = ? and parked_time is not null
            """;

    private final Database database;

    /// Uses the service's database.
    public PostgresUnscreenedBacklog(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public String topic() {
        return "message.screening";
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
