package dev.parley.safety.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.Rows;
import dev.parley.safety.block.ChangeLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// The statements on how many changes of blocks a user has left.
final class BlockAllowance {

    private static final String USE = """
            insert into block_allowance as a (blocker_id, free_time) values (?, now() + ? * interval '1 microsecond')
            on conflict (blocker_id) do update
            set free_time = greatest(a.free_time, now()) + ? * interval '1 microsecond'
            where a.free_time <= now() + ? * interval '1 microsecond'
            """;
    private static final String AHEAD =
            "select (extract(epoch from free_time - now()) * 1000000)::bigint from block_allowance where blocker_id = ?";

    private BlockAllowance() {}

    /// Counts a change, and waits for the other changes of the user that are being stored. Throws `RateLimited` if
    /// none is left; nothing is then counted.
    static void use(Connection connection, UserId blocker, ChangeLimit limit) throws SQLException {
        try (var use = connection.prepareStatement(USE)) {
            use.setString(1, blocker.value());
            use.setLong(2, micros(limit.step()));
            use.setLong(3, micros(limit.step()));
            use.setLong(4, micros(limit.slack()));
            if (use.executeUpdate() == 1) {
                return;
            }
        }
        try (var query = connection.prepareStatement(AHEAD)) {
            query.setString(1, blocker.value());
            long ahead = Rows.one(query, row -> row.getLong(1));
            throw limit.refusal(Duration.of(ahead, ChronoUnit.MICROS));
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
