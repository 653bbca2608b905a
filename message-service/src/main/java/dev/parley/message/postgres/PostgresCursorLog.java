package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorLog;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The cursors on PostgreSQL. An own send writes no cursor: it counts from the log until the relay has folded it in.
@Singleton
public final class PostgresCursorLog implements CursorLog {

    private static final String FIND = """
            select h.sequence as head_sequence, r.parked_sequence is not null as parked, f.ordinal,
                greatest(own.sequence, c.read_sequence) as read_sequence,
                greatest(own.ordinal, c.read_ordinal) as read_ordinal,
                case when own.sequence > coalesce(c.read_sequence, 0) then own.create_time else c.read_time end
                    as read_time
            from thread_head h
            left join thread_relay r on r.thread_id = h.thread_id
            left join frame f on f.thread_id = h.thread_id and f.sequence = ?
            left join cursor c on c.thread_id = h.thread_id and c.user_id = ?
            left join lateral (
                select sequence, ordinal, create_time from frame
                where thread_id = h.thread_id and sequence > coalesce(r.relayed_sequence, 0) and sender_id = ?
                order by sequence desc limit 1
            ) own on true
            where h.thread_id = ?
            """;
    private static final String MOVE = """
            insert into cursor as c (read_sequence, read_ordinal, read_time, relay_pending, thread_id, user_id)
            values (?, ?, ?, true, ?, ?)
            on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, relay_pending = true
            where c.read_sequence < excluded.read_sequence
            """;
    private static final String UNPARK =
            "update thread_relay set parked_sequence = null, parked_reason = null where thread_id = ?";
    /// The start of the range is a value of its own, so that it bounds the scan of the index, whatever the plan.
    private static final String LIST = """
            select distinct on (user_id) user_id, read_sequence, read_ordinal, read_time
            from (
                select user_id, read_sequence, read_ordinal, read_time
                from cursor where thread_id = ? and user_id = any (?)
                union all
                select sender_id, max(sequence), max(ordinal), max(create_time)
                from frame
                where thread_id = ? and sender_id = any (?)
                    and sequence > coalesce((select relayed_sequence from thread_relay where thread_id = ?), 0)
                group by sender_id
            ) c
            where user_id > ? order by user_id, read_sequence desc limit ?
            """;

    private final Database database;
    private final Clock clock;

    /// What an advance starts from.
    ///
    /// @param ordinal the ordinal at the asked sequence; null when there is no such frame
    private record Start(
            long head, boolean parked, @Nullable Long ordinal, Optional<Cursor> cursor) {}

    /// Uses the service's database.
    public PostgresCursorLog(@Named("message") Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Also throws `SequenceBeyondHead`, and `ThreadAccessDenied` for a thread without a fence.
    @Override
    public Cursor advance(ThreadId thread, UserId user, long sequence) {
        return database.transaction(connection -> {
            while (true) {
                Start start = find(connection, thread, user, sequence);
                Optional<Cursor> reached = start.cursor().filter(cursor -> cursor.readSequence() >= sequence);
                if (reached.isPresent()) {
                    return reached.get();
                }
                if (start.ordinal() == null) {
                    throw new SequenceBeyondHead(thread, sequence, start.head()).exception();
                }
                var cursor = new Cursor(
                        user, sequence, start.ordinal(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
                if (move(connection, thread, cursor)) {
                    if (start.parked()) {
                        unpark(connection, thread);
                    }
                    return cursor;
                }
            }
        });
    }

    @Override
    public List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(LIST)) {
                query.setString(1, thread.value());
                query.setObject(2, Columns.texts(users, UserId::value));
                query.setString(3, thread.value());
                query.setObject(4, Columns.texts(users, UserId::value));
                query.setString(5, thread.value());
                query.setString(6, after);
                query.setInt(7, limit);
                return Rows.list(query, PostgresCursorLog::read);
            }
        });
    }

    /// Reads a row that names its user.
    static Cursor read(ResultSet row) throws SQLException {
        return read(row, new UserId(row.getString("user_id")));
    }

    private static Cursor read(ResultSet row, UserId user) throws SQLException {
        return new Cursor(
                user,
                row.getLong("read_sequence"),
                row.getLong("read_ordinal"),
                row.getTimestamp("read_time").toInstant());
    }

    private static Start find(Connection connection, ThreadId thread, UserId user, long sequence) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setLong(1, sequence);
            query.setString(2, user.value());
            query.setString(3, user.value());
            query.setString(4, thread.value());
            return Rows.first(query, row -> start(row, user))
                    .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        }
    }

    private static Start start(ResultSet row, UserId user) throws SQLException {
        return new Start(
                row.getLong("head_sequence"),
                row.getBoolean("parked"),
                row.getObject("ordinal", Long.class),
                row.getString("read_sequence") == null ? Optional.empty() : Optional.of(read(row, user)));
    }

    private static boolean move(Connection connection, ThreadId thread, Cursor cursor) throws SQLException {
        try (var move = connection.prepareStatement(MOVE)) {
            move.setLong(1, cursor.readSequence());
            move.setLong(2, cursor.readOrdinal());
            move.setTimestamp(3, Timestamp.from(cursor.readTime()));
            move.setString(4, thread.value());
            move.setString(5, cursor.user().value());
            return move.executeUpdate() == 1;
        }
    }

    private static void unpark(Connection connection, ThreadId thread) throws SQLException {
        try (var unpark = connection.prepareStatement(UNPARK)) {
            unpark.setString(1, thread.value());
            unpark.executeUpdate();
        }
    }
}
