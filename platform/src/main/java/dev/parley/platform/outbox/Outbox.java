package dev.parley.platform.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/// The outbox table of a service: one row per topic and key, with the newest version that its consumer may
/// not have yet.
///
/// It compacts. A consumer receives the current state of a key and not a list of events. So nothing is
/// numbered, and no row is skipped because it commits late. Each service has the table in its own schema:
///
/// ```sql
/// create table outbox (
///     topic text not null, key text not null, version bigint not null, attempt_time timestamptz not null,
///     put_time timestamptz not null default now(), repeats bigint not null default 0,
///     failures int not null default 0, faults int not null default 0,
///     parked_time timestamptz, parked_reason text, primary key (topic, key));
/// create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;
/// create index outbox_failed on outbox (topic, attempt_time) where parked_reason is null and failures > 0;
/// ```
public final class Outbox {

    private static final String PUT = """
            insert into outbox as o (topic, key, version, attempt_time)
            values (?, ?, ?, now() + ? * interval '1 microsecond')
            on conflict (topic, key) do update set version = greatest(o.version, excluded.version),
                repeats = o.repeats + case when excluded.version > o.version then 0 else 1 end,
                attempt_time = excluded.attempt_time, failures = least(o.failures, 1), faults = 0, parked_time = null,
                parked_reason = null
            """;
    private static final String SETTLE =
            "delete from outbox where topic = ? and key = ? and version <= ? and repeats = 0";

    private Outbox() {}

    /// Records, in the transaction of the change, that a version of a key must be pushed. The greatest
    /// version wins. The relay pushes it after the lease, so that the request itself can push it first. With
    /// a zero lease, the relay pushes it immediately. A version that was recorded before is pushed again, by an
    /// attempt that begins after this one. A parked key is retried.
    ///
    /// A key that has failed stays one of those that are retried apart from the others: a consumer may hang on a
    /// key that goes on moving.
    public static void put(Connection connection, String topic, String key, long version, Duration lease)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(PUT)) {
            insert.setString(1, topic);
            insert.setString(2, key);
            insert.setLong(3, version);
            insert.setLong(4, lease.toNanos() / 1000);
            insert.executeUpdate();
        }
    }

    /// Records that the consumer has a version of a key. A newer version that was recorded in the meantime
    /// stays, and so does a version that was recorded again.
    public static void settle(Connection connection, String topic, String key, long version) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(SETTLE)) {
            delete.setString(1, topic);
            delete.setString(2, key);
            delete.setLong(3, version);
            delete.executeUpdate();
        }
    }
}
