package dev.parley.message.postgres;

import dev.parley.message.domain.Cursor;
import dev.parley.message.domain.DirtyHeads;
import dev.parley.message.domain.Head;
import dev.parley.message.domain.MessageId;
import dev.parley.message.domain.ThreadId;
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

/// The dirty heads on PostgreSQL: one query of one snapshot offers them, one transaction takes what was told.
@Singleton
public final class PostgresDirtyHeads implements DirtyHeads {

    /// A thread has one row for each of its cursors, or one without.
    private static final String DIRTY = """
            with marked as materialized (
                select h.thread_id, h.sequence, h.ordinal, h.relayed_sequence
                from (
                    (select thread_id from thread_head where relay_pending and relay_parked is null limit ?)
                    union
                    (select c.thread_id from cursor c join thread_head p on p.thread_id = c.thread_id
                     where c.relay_pending and p.relay_parked is null limit ?)
                    limit ?
                ) m
                join thread_head h on h.thread_id = m.thread_id
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

    /// Cursors come before heads, so that sends wait for the locks of their heads as shortly as can be. What a crash
    /// takes back of it is told once more: nobody has to wait for the disk.
    private static final String TOLD = """
            set local synchronous_commit = off; set local enable_seqscan = off;
            insert into cursor as c (thread_id, user_id, read_sequence, read_ordinal, read_time, relay_pending)
            select k.thread_id, k.user_id, k.read_sequence, k.read_ordinal,
                to_timestamp(k.read_time::float8 / 1000), false
            from unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
                as k (thread_id, user_id, read_sequence, read_ordinal, read_time)
            on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, relay_pending = false
            where c.read_sequence < excluded.read_sequence
                or (c.read_sequence = excluded.read_sequence and c.relay_pending);
            with k as materialized (
                select h.thread_id, u.sequence
                from unnest(?::text[], ?::int8[]) as u (thread_id, sequence)
                join thread_head h on h.thread_id = u.thread_id
                where h.relay_pending
                order by h.thread_id for update of h
            )
            update thread_head h set relayed_sequence = greatest(h.relayed_sequence, k.sequence),
                relay_pending = h.sequence > greatest(h.relayed_sequence, k.sequence)
            from k where h.thread_id = k.thread_id
            """;

    private static final String PARK = """
            update thread_head h set relay_parked = ?
            where h.thread_id = ? and h.sequence = ? and not exists (
                select 1 from cursor c
                where c.thread_id = h.thread_id and c.relay_pending and not exists (
                    select 1 from unnest(?::text[], ?::int8[]) as k (user_id, read_sequence)
                    where k.user_id = c.user_id and k.read_sequence = c.read_sequence
                )
            )
            """;

    /// Whatever the statistics say of how many are marked: they were taken at another moment.
    private static final String BY_INDEX = "set local enable_seqscan = off";

    private final Database database;

    /// A cursor of a thread that was told.
    private record ToldCursor(ThreadId thread, Cursor cursor) {}

    /// Uses the service's database.
    public PostgresDirtyHeads(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public List<DirtyHead> dirty(int limit) {
        return database.transaction(connection -> {
            try (var settings = connection.createStatement();
                    var query = connection.prepareStatement(DIRTY)) {
                settings.execute(BY_INDEX);
                query.setInt(1, limit);
                query.setInt(2, limit);
                query.setInt(3, limit);
                return read(query);
            }
        });
    }

    @Override
    public void told(List<DirtyHead> heads) {
        if (heads.isEmpty()) {
            return;
        }
        List<ToldCursor> cursors = heads.stream()
                .flatMap(head -> head.cursors().stream().map(cursor -> new ToldCursor(head.thread(), cursor)))
                .sorted(Comparator.comparing(ToldCursor::thread)
                        .thenComparing(told -> told.cursor().user().value()))
                .toList();
        database.transaction(connection -> {
            try (var told = connection.prepareStatement(TOLD)) {
                told.setObject(1, Columns.texts(cursors, row -> row.thread().value()));
                told.setObject(2, Columns.texts(cursors, row -> row.cursor().user().value()));
                told.setObject(3, Columns.numbers(cursors, row -> row.cursor().readSequence()));
                told.setObject(4, Columns.numbers(cursors, row -> row.cursor().readOrdinal()));
                told.setObject(5, Columns.numbers(cursors, row -> row.cursor().readTime().toEpochMilli()));
                told.setObject(6, Columns.texts(heads, head -> head.thread().value()));
                told.setObject(7, Columns.numbers(heads, head -> head.head().sequence()));
                return told.execute();
            }
        });
    }

    @Override
    public void park(DirtyHead head, String reason) {
        database.transaction(connection -> {
            try (var park = connection.prepareStatement(PARK)) {
                park.setString(1, reason);
                park.setString(2, head.thread().value());
                park.setLong(3, head.head().sequence());
                park.setObject(4, Columns.texts(head.cursors(), cursor -> cursor.user().value()));
                park.setObject(5, Columns.numbers(head.cursors(), Cursor::readSequence));
                return park.executeUpdate();
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
