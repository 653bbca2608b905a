package dev.parley.platform.outbox;

import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The statements of the relay on the outbox table. The clock of the database alone decides what is due.
final class OutboxTable {

    private static final String CLAIM = """
            with due as (
                select topic, key from outbox
                where topic = ? and parked_reason is null and attempt_time <= now()
                order by attempt_time limit ? for update skip locked)
            update outbox o set attempt_time = now() + ? * interval '1 microsecond' from due
            where o.topic = due.topic and o.key = due.key
            returning o.topic, o.key, o.version, o.failures, o.faults
            """;
    private static final String RETRY = """
            update outbox set failures = failures + 1, faults = case when ? then faults + 1 else 0 end,
                attempt_time = now() + ? * interval '1 microsecond'
            where topic = ? and key = ? and version = ? and parked_reason is null
            """;
    private static final String RELEASE = """
            update outbox o set attempt_time = now() from unnest(?::text[], ?::bigint[]) as r (key, version)
            where o.topic = ? and o.key = r.key and o.version = r.version and o.parked_reason is null
            """;
    private static final String PARK = """
            update outbox set failures = failures + 1, parked_time = now(), parked_reason = ?
            where topic = ? and key = ? and version = ?
            """;
    private static final String SETTLE_ALL = """
            delete from outbox o using unnest(?::text[], ?::bigint[]) as s (key, version)
            where o.topic = ? and o.key = s.key and o.version <= s.version
            """;

    private OutboxTable() {}

    /// An entry that this relay may deliver until its lease ends.
    ///
    /// @param failures how often it has failed so far
    /// @param faults how many of the last failures, in a row, may concern the entry itself
    record Claim(OutboxEntry entry, int failures, int faults) {}

    static List<Claim> claim(Connection connection, String topic, int limit, Duration lease) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
            update.setString(1, topic);
            update.setInt(2, limit);
            update.setLong(3, micros(lease));
            return Rows.list(
                    update,
                    row -> new Claim(
                            new OutboxEntry(row.getString(1), row.getString(2), row.getLong(3)),
                            row.getInt(4),
                            row.getInt(5)));
        }
    }

    static void settle(Connection connection, String topic, List<OutboxEntry> entries) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(SETTLE_ALL)) {
            keysAndVersions(1, delete, entries);
            delete.setString(3, topic);
            delete.executeUpdate();
        }
    }

    /// Counts a failure and sets the next attempt; a newer version that was recorded in the meantime keeps
    /// its own time.
    static void retry(Connection connection, OutboxEntry entry, boolean fault, Duration backoff) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RETRY)) {
            update.setBoolean(1, fault);
            update.setLong(2, micros(backoff));
            update.setString(3, entry.topic());
            update.setString(4, entry.key());
            update.setLong(5, entry.version());
            update.executeUpdate();
        }
    }

    /// Releases entries that were not tried individually.
    static void release(Connection connection, String topic, List<OutboxEntry> entries) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
            keysAndVersions(1, update, entries);
            update.setString(3, topic);
            update.executeUpdate();
        }
    }

    static void park(Connection connection, OutboxEntry entry, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PARK)) {
            update.setString(1, reason);
            update.setString(2, entry.topic());
            update.setString(3, entry.key());
            update.setLong(4, entry.version());
            update.executeUpdate();
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static void keysAndVersions(int parameter, PreparedStatement statement, List<OutboxEntry> entries)
            throws SQLException {
        SqlArrays.from(parameter, statement, entries).text(OutboxEntry::key).bigint(OutboxEntry::version);
    }
}
