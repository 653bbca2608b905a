package dev.parley.message.postgres;

import dev.parley.message.log.Frame;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// The unscreened messages on PostgreSQL, in a separate table, so that the log does not change.
@Singleton
public final class PostgresUnscreenedMessages implements UnscreenedMessages {

    /// A message that is returned for screening moves to the end of the queue. One that another session holds is
    /// left for later, and delays no other.
    static final String OFFER = """
            with moved as (
                update unscreened_message set offered_time = now()
                where ctid = any (array(
                    select ctid from unscreened_message where parked_time is null and offered_time <= now()
                    order by offered_time limit ? for update skip locked
                ))
                returning thread_id, sequence
            )
            select %s from moved cross join lateral (
                select * from frame where thread_id = moved.thread_id and sequence = moved.sequence limit 1
            ) f
            order by f.create_time, f.thread_id, f.sequence
            """.formatted(FrameTable.COLUMNS);

    /// Joined by the key, a plan that was made while nothing waited would read the whole table. A row that is
    /// offered at the same time may stay, and is then screened and settled again.
    static final String SETTLE = """
            delete from unscreened_message where ctid = any (array(
                select u.ctid
                from unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
                cross join lateral (
                    select ctid from unscreened_message
                    where thread_id = k.thread_id and sequence = k.sequence limit 1
                ) u
            ))
            """;

    /// A row that is offered at the same time may keep its number of failures.
    static final String FAILED = """
            update unscreened_message set failures = failures + 1,
                offered_time = now() + least(interval '10 minutes', interval '2 seconds' * (1 << least(failures, 10))),
                parked_time = case when failures + 1 >= ? then now() end,
                parked_reason = case when failures + 1 >= ? then ? end
            where ctid = any (array(
                select u.ctid
                from unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
                cross join lateral (
                    select ctid from unscreened_message
                    where thread_id = k.thread_id and sequence = k.sequence limit 1
                ) u
            ))
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
    public void failed(List<Frame> messages, String reason) {
        database.withConnection(connection -> {
            try (var failed = connection.prepareStatement(FAILED)) {
                failed.setInt(1, FAILURES_BEFORE_PARKING);
                failed.setInt(2, FAILURES_BEFORE_PARKING);
                failed.setString(3, reason);
                failed.setObject(
                        4, Columns.texts(messages, frame -> frame.thread().value()));
                failed.setObject(5, Columns.numbers(messages, Frame::sequence));
                return failed.executeUpdate();
            }
        });
    }

    @Override
    public void settle(List<Frame> screened) {
        database.withConnection(connection -> {
            try (var settle = connection.prepareStatement(SETTLE)) {
                settle.setObject(
                        1, Columns.texts(screened, frame -> frame.thread().value()));
                settle.setObject(2, Columns.numbers(screened, Frame::sequence));
                return settle.executeUpdate();
            }
        });
    }
}
