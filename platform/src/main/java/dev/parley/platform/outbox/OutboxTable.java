package dev.parley.platform.outbox;

import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The statements of the relay on the outbox table. The clock of the database alone decides what is due. What is
/// recorded of an attempt has no effect on an entry that was put again since it was claimed.
final class OutboxTable {

    private static final String CLAIM = """
            with due as (
                select topic, key from outbox
                where topic = ? and parked_reason is null and attempt_time <= now() and failures = 0
                order by attempt_time limit ? for update skip locked)
            update outbox o set attempt_time = now() + ? * interval '1 microsecond' from due
            where o.topic = due.topic and o.key = due.key
            returning o.topic, o.key, o.version, o.repeats, o.failures, o.faults
            """;
    private static final String CLAIM_FAILED = CLAIM.replace("failures = 0", "failures > 0");
    private static final String RETRY = """
            update outbox set failures = failures + 1, faults = case when ? then faults + 1 else 0 end,
                attempt_time = now() + ? * interval '1 microsecond'
            where topic = ? and key = ? and version = ? and repeats = ? and parked_reason is null
            """;
    private static final String RELEASE = """
            update outbox o set attempt_time = now()
            from unnest(?::text[], ?::bigint[], ?::bigint[]) as r (key, version, repeats)
            where o.topic = ? and o.key = r.key and o.version = r.version and o.repeats = r.repeats
                and o.parked_reason is null
            """;
    private static final String PARK = """
            update outbox set failures = failures + 1, parked_time = now(), parked_reason = ?
            where topic = ? and key = ? and version = ? and repeats = ?
            """;
    private static final String SETTLE_ALL = """
            delete from outbox o using unnest(?::text[], ?::bigint[], ?::bigint[]) as s (key, version, repeats)
            where o.topic = ? and o.key = s.key and o.version = s.version and o.repeats = s.repeats
            """;

    private OutboxTable() {}

    /// An entry that this relay may deliver until its lease ends.
    ///
    /// @param repeats how often a version that was not newer has been put
    /// @param failures how often it has failed so far
    /// @param faults how many of the last failures, in a row, may concern the entry itself
    record Claim(OutboxEntry entry, long repeats, int failures, int faults) {}

    /// Claims due entries that have not failed since they were put.
    static List<Claim> claim(Connection connection, String topic, int limit, Duration lease) throws SQLException {
        return claim(connection, CLAIM, topic, limit, lease);
    }

    /// Claims due entries that have failed.
    static List<Claim> claimFailed(Connection connection, String topic, int limit, Duration lease) throws SQLException {
        return claim(connection, CLAIM_FAILED, topic, limit, lease);
    }

    private static List<Claim> claim(Connection connection, String sql, String topic, int limit, Duration lease)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, topic);
            update.setInt(2, limit);
            update.setLong(3, micros(lease));
            return Rows.list(
                    update,
                    row -> new Claim(
                            new OutboxEntry(row.getString(1), row.getString(2), row.getLong(3)),
                            row.getLong(4),
                            row.getInt(5),
                            row.getInt(6)));
        }
    }

    static void settle(Connection connection, String topic, List<Claim> claims) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(SETTLE_ALL)) {
            claims(1, delete, claims);
            delete.setString(4, topic);
            delete.executeUpdate();
        }
    }

    /// Counts a failure and sets the next attempt.
    static void retry(Connection connection, Claim claim, boolean fault, Duration backoff) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RETRY)) {
            update.setBoolean(1, fault);
            update.setLong(2, micros(backoff));
            claim(3, update, claim);
            update.executeUpdate();
        }
    }

    /// Releases entries that were not tried individually.
    static void release(Connection connection, String topic, List<Claim> claims) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
            claims(1, update, claims);
            update.setString(4, topic);
            update.executeUpdate();
        }
    }

    static void park(Connection connection, Claim claim, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PARK)) {
            update.setString(1, reason);
            claim(2, update, claim);
            update.executeUpdate();
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static void claim(int parameter, PreparedStatement statement, Claim claim) throws SQLException {
        statement.setString(parameter, claim.entry().topic());
        statement.setString(parameter + 1, claim.entry().key());
        statement.setLong(parameter + 2, claim.entry().version());
        statement.setLong(parameter + 3, claim.repeats());
    }

    private static void claims(int parameter, PreparedStatement statement, List<Claim> claims) throws SQLException {
        SqlArrays.from(parameter, statement, claims)
                .text(claim -> claim.entry().key())
                .bigint(claim -> claim.entry().version())
                .bigint(Claim::repeats);
    }
}
