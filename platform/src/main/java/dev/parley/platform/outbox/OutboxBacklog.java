package dev.parley.platform.outbox;

import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.postgres.Database;
import java.util.List;

/// The entries of one topic of an outbox. Among more than 10,000 waiting entries, the age is that of the oldest
/// of the 10,000 that are due first.
public final class OutboxBacklog implements Backlog {

    private static final String DEPTH = """
            select (
                select count(*) from (
                    select 1 from outbox where topic = ? and parked_reason is not null limit ?
                ) as parked
            ), (
                select coalesce(extract(epoch from now() - min(put_time)) * 1000, 0)::bigint from (
                    select put_time from outbox where topic = ? and parked_reason is null
                    order by attempt_time limit 10000
                ) as due
            )
            """;
    private static final String PARKED = """
            select key, version, parked_reason, failures, parked_time from outbox
            where topic = ? and key > ? and parked_reason is not null order by key limit ?
            """;
    private static final String RETRY = """
            update outbox set parked_time = null, parked_reason = null, failures = 0, faults = 0, attempt_time = now()
            where topic = ? and key = ? and parked_reason is not null
            """;

    private final String service;
    private final String topic;
    private final Database database;

    /// Shows a topic of the outbox of a service.
    ///
    /// @param service the service, such as `thread`
    /// @param topic the topic in its outbox, such as `fence`
    public OutboxBacklog(String service, String topic, Database database) {
        this.service = service;
        this.topic = topic;
        this.database = database;
    }

    @Override
    public String topic() {
        return service + "." + topic;
    }

    @Override
    public Depth depth() {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(DEPTH)) {
                query.setString(1, topic);
                query.setInt(2, MOST_COUNTED);
                query.setString(3, topic);
                return BacklogQueries.depth(query);
            }
        });
    }

    @Override
    public List<ParkedKey> parked(String after, int limit) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(PARKED)) {
                query.setString(1, topic);
                query.setString(2, after);
                query.setInt(3, limit);
                return BacklogQueries.parked(query, row -> row.getString("key"));
            }
        });
    }

    @Override
    public boolean retry(String key) {
        return database.transaction(connection -> {
            try (var retry = connection.prepareStatement(RETRY)) {
                retry.setString(1, topic);
                retry.setString(2, key);
                return retry.executeUpdate() == 1;
            }
        });
    }
}
