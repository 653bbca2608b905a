package dev.parley.message.postgres;

import dev.parley.message.log.Frame;
import dev.parley.message.log.Overlay.Screening;
import dev.parley.message.log.Overlay.State;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlEnums;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The unscreened messages on PostgreSQL, in a separate table, so that the log does not change.
@Singleton
public final class PostgresUnscreenedMessages implements UnscreenedMessages {

    /// A message that is returned for screening moves to the end of the queue.
    static final String OFFER = """
            with moved as (
                update unscreened_message set offered_time = now()
                where ctid = any (array(
                    select ctid from unscreened_message order by offered_time limit ? for update
                ))
                returning thread_id, sequence
            )
            select %s from moved cross join lateral (
                select * from frame where thread_id = moved.thread_id and sequence = moved.sequence limit 1
            ) f
            order by f.create_time, f.thread_id, f.sequence
            """.formatted(FrameTable.COLUMNS);

    static final String SETTLE = """
            delete from unscreened_message u using unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
            where u.thread_id = k.thread_id and u.sequence = k.sequence
            """;

    static final String REFUSE = """
            with settled as (
                delete from unscreened_message u using unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
                where u.thread_id = k.thread_id and u.sequence = k.sequence
                returning u.thread_id, u.sequence
            )
            insert into overlay as o (thread_id, sequence, version, update_sequence, body_sequence, state, screening)
            select thread_id, sequence, 1, sequence, sequence, ?, ? from settled
            on conflict (thread_id, sequence) do update set version = o.version + 1, screening = excluded.screening
            """;

    private final Database database;

    /// Uses the service's database.
    public PostgresUnscreenedMessages(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public List<Frame> unscreened(int limit) {
        return database.transaction(connection -> {
            try (var query = connection.prepareStatement(OFFER)) {
                query.setInt(1, limit);
                return Rows.list(query, FrameTable::read);
            }
        });
    }

    @Override
    public void settle(List<Frame> allowed, List<Frame> refused) {
        database.transaction(connection -> {
            settle(connection, allowed);
            return refuse(connection, refused);
        });
    }

    private static void settle(Connection connection, List<Frame> allowed) throws SQLException {
        try (var settle = connection.prepareStatement(SETTLE)) {
            settle.setObject(1, Columns.texts(allowed, frame -> frame.thread().value()));
            settle.setObject(2, Columns.numbers(allowed, Frame::sequence));
            settle.executeUpdate();
        }
    }

    private static int refuse(Connection connection, List<Frame> refused) throws SQLException {
        try (var refuse = connection.prepareStatement(REFUSE)) {
            refuse.setObject(1, Columns.texts(refused, frame -> frame.thread().value()));
            refuse.setObject(2, Columns.numbers(refused, Frame::sequence));
            SqlEnums.set(refuse, 3, State.ACTIVE);
            SqlEnums.set(refuse, 4, Screening.REFUSED);
            return refuse.executeUpdate();
        }
    }
}
