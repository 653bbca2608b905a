package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.Head;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.postgres.Database;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The dirty heads on PostgreSQL: one query of one snapshot offers them, one transaction takes what was told.
@Singleton
public final class PostgresDirtyHeads implements DirtyHeads {

    /// A thread has one row for each of its cursors, or one without. `limit 1` makes the planner look each head up,
    /// whatever it believes of how many are marked.
    private static final String DIRTY = """
            with marked as materialized (
                select h.thread_id, h.sequence, h.ordinal, coalesce(r.relayed_sequence, 0) as relayed_sequence
                from (
                    (select p.thread_id from thread_head p
                     where p.relay_pending and p.thread_id > ? and not exists (
                        select 1 from thread_relay
                        where thread_id = p.thread_id and parked_sequence is not null and parked_sequence = p.sequence
                     ) order by p.thread_id limit ?)
                    union
                    (select distinct c.thread_id from cursor c
                     where c.relay_pending and c.thread_id > ? and not exists (
                        select 1 from thread_relay where thread_id = c.thread_id and parked_sequence is not null
                     ) order by c.thread_id limit ?)
                    order by thread_id limit ?
                ) m
                cross join lateral (select * from thread_head where thread_id = m.thread_id limit 1) h
                left join lateral (select * from thread_relay where thread_id = m.thread_id limit 1) r on true
            )
            select m.thread_id, m.sequence, m.ordinal, n.message_id, n.create_time,
                c.user_id, c.read_sequence, c.read_ordinal, c.read_time
            from marked m
            left join lateral (
                select message_id, create_time from frame
                where thread_id = m.thread_id and kind = 1 order by sequence desc limit 1
            ) n on true
            left join lateral (
                select distinct on (user_id) user_id, read_sequence, read_ordinal, read_time
                from (
                    select user_id, read_sequence, read_ordinal, read_time
                    from cursor where thread_id = m.thread_id and relay_pending
                    union all
                    select sender_id, max(sequence), max(ordinal), max(create_time)
                    from frame
                    where thread_id = m.thread_id and sequence > m.relayed_sequence and sender_id is not null
                    group by sender_id
                ) moved
                order by user_id, read_sequence desc
            ) c on true
            order by m.thread_id, c.user_id
            """;

    /// No send is waited for: a head that a send has locked, or moved, stays marked and comes again. What a crash
    /// takes back is told once more, so nobody waits for the disk either.
    private static final String TOLD = """
            set local synchronous_commit = off;
            insert into cursor as c (thread_id, user_id, read_sequence, read_ordinal, read_time, relay_pending)
            select k.thread_id, k.user_id, k.read_sequence, k.read_ordinal,
                to_timestamp(k.read_time::float8 / 1000), false
            from unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
                as k (thread_id, user_id, read_sequence, read_ordinal, read_time)
            on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, relay_pending = false
            where c.read_sequence < excluded.read_sequence
                or (c.read_sequence = excluded.read_sequence and c.relay_pending);
            insert into thread_relay as r (thread_id, relayed_sequence)
            select k.thread_id, k.sequence from unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
            on conflict (thread_id) do update set parked_sequence = null, parked_reason = null,
                relayed_sequence = greatest(r.relayed_sequence, excluded.relayed_sequence)
            where r.relayed_sequence < excluded.relayed_sequence or r.parked_sequence is not null;
            with done as materialized (
                select h.thread_id
                from unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
                join thread_head h on h.thread_id = k.thread_id
                where h.relay_pending and h.sequence = k.sequence
                order by h.thread_id for update of h skip locked
            )
            update thread_head h set relay_pending = false from done where h.thread_id = done.thread_id
            """;

    private static final String PARK = """
            insert into thread_relay as r (thread_id, relayed_sequence, parked_sequence, parked_reason)
            select k.thread_id, 0, k.sequence, k.reason
            from (values (?::text, ?::int8, ?::text)) as k (thread_id, sequence, reason)
            where not exists (
                select 1 from cursor c
                where c.thread_id = k.thread_id and c.relay_pending and not exists (
                    select 1 from unnest(?::text[], ?::int8[]) as t (user_id, read_sequence)
                    where t.user_id = c.user_id and t.read_sequence = c.read_sequence
                )
            )
            on conflict (thread_id) do update set parked_sequence = excluded.parked_sequence,
                parked_reason = excluded.parked_reason
            where r.relayed_sequence <= excluded.parked_sequence
            """;

    private final Database database;
    private final AtomicReference<String> position = new AtomicReference<>("");

    /// A cursor of a thread that was told.
    private record ToldCursor(ThreadId thread, Cursor cursor) {}

    /// Uses the service's database.
    public PostgresDirtyHeads(@Named("message") Database database) {
        this.database = database;
    }

    /// Goes through the marked threads in the order of their ids, from call to call, so that busy ones, which are
    /// marked again at once, do not keep the others waiting.
    @Override
    public List<DirtyHead> dirty(int limit) {
        String after = position.getAndSet("");
        List<DirtyHead> heads = read(after, limit);
        if (heads.isEmpty() && !after.isEmpty()) {
            heads = read("", limit);
        }
        if (heads.size() == limit) {
            position.set(heads.getLast().thread().value());
        }
        return heads;
    }

    @Override
    public void told(List<DirtyHead> heads) {
        if (heads.isEmpty()) {
            return;
        }
        List<DirtyHead> told =
                heads.stream().sorted(Comparator.comparing(DirtyHead::thread)).toList();
        List<ToldCursor> cursors = told.stream()
                .flatMap(head -> head.cursors().stream()
                        .sorted(Comparator.comparing(cursor -> cursor.user().value()))
                        .map(cursor -> new ToldCursor(head.thread(), cursor)))
                .toList();
        String[] threads = Columns.texts(told, head -> head.thread().value());
        long[] sequences = Columns.numbers(told, head -> head.head().sequence());
        database.transaction(connection -> {
            try (var update = connection.prepareStatement(TOLD)) {
                update.setObject(1, Columns.texts(cursors, row -> row.thread().value()));
                update.setObject(
                        2, Columns.texts(cursors, row -> row.cursor().user().value()));
                update.setObject(3, Columns.numbers(cursors, row -> row.cursor().readSequence()));
                update.setObject(4, Columns.numbers(cursors, row -> row.cursor().readOrdinal()));
                update.setObject(
                        5,
                        Columns.numbers(cursors, row -> row.cursor().readTime().toEpochMilli()));
                update.setObject(6, threads);
                update.setObject(7, sequences);
                update.setObject(8, threads);
                update.setObject(9, sequences);
                return update.execute();
            }
        });
    }

    @Override
    public void park(DirtyHead head, String reason) {
        database.transaction(connection -> {
            try (var park = connection.prepareStatement(PARK)) {
                park.setString(1, head.thread().value());
                park.setLong(2, head.head().sequence());
                park.setString(3, reason);
                park.setObject(
                        4, Columns.texts(head.cursors(), cursor -> cursor.user().value()));
                park.setObject(5, Columns.numbers(head.cursors(), Cursor::readSequence));
                return park.executeUpdate();
            }
        });
    }

    private List<DirtyHead> read(String after, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(DIRTY)) {
                query.setString(1, after);
                query.setInt(2, limit);
                query.setString(3, after);
                query.setInt(4, limit);
                query.setInt(5, limit);
                return read(query);
            }
        });
    }

    private static List<DirtyHead> read(PreparedStatement query) throws SQLException {
        var heads = new ArrayList<DirtyHead>();
        try (ResultSet rows = query.executeQuery()) {
            boolean any = rows.next();
            while (any) {
                var thread = new ThreadId(rows.getString("thread_id"));
                var head = new Head(rows.getLong("sequence"), rows.getLong("ordinal"));
                Optional<Newest> newest = newest(rows);
                var cursors = new ArrayList<Cursor>();
                do {
                    if (rows.getString("user_id") != null) {
                        cursors.add(PostgresCursorLog.read(rows));
                    }
                    any = rows.next();
                } while (any && rows.getString("thread_id").equals(thread.value()));
                heads.add(new DirtyHead(thread, head, newest, List.copyOf(cursors)));
            }
        }
        return heads;
    }

    private static Optional<Newest> newest(ResultSet row) throws SQLException {
        String message = row.getString("message_id");
        return message == null
                ? Optional.empty()
                : Optional.of(new Newest(
                        new MessageId(message), row.getTimestamp("create_time").toInstant()));
    }
}
