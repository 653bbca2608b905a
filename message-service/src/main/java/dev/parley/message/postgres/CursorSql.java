package dev.parley.message.postgres;

/// The statements for cursors.
///
/// Calls of users are decided by [dev.parley.message.receipt.CursorMove]: [#FIND] reads what it needs, and
/// [#WRITE] writes the row if it has not changed in the meantime. Only the relay and the lanes, which move the
/// cursors of many users in one statement, express rules of `CursorRow` in SQL.
///
/// Each write first locks the row of the thread in `thread_relay` and takes a number there. So the numbers are
/// in commit order, and the relay can determine up to which move the inbox is informed.
public final class CursorSql {

    /// The columns of a row of `cursor` that [PostgresCursorStore#read] needs.
    static final String COLUMNS =
            "user_id, read_sequence, read_ordinal, read_time, epoch, join_version, join_sequence, delivered_sequence";

    /// Whether no advance that is kept covers the read position of a row of `cursor c` yet. After a move back,
    /// messages that an advance already covers are read again.
    private static final String READ_FIRST = "c.read_sequence > greatest(c.advance_sequence, c.join_sequence)";

    /// Keeps the read position of a row of `cursor c` as its newest advance if a condition holds.
    private static final String KEEP = """
            advance_sequence = case when %1$s and %2$s then c.read_sequence else c.advance_sequence end,
            advance_time = case when %1$s and %2$s then c.read_time else c.advance_time end""";

    /// The columns of a row of `cursor c` that [PostgresCursorStore#row] needs, and of the user's newest send
    /// `own` that is not folded.
    private static final String ROW = """
            coalesce(c.read_sequence, 0) as read_sequence, coalesce(c.read_ordinal, 0) as read_ordinal,
            coalesce(c.read_time, 'epoch') as read_time, coalesce(c.epoch, 0) as epoch,
            coalesce(c.join_version, 0) as join_version, coalesce(c.join_sequence, 0) as join_sequence,
            coalesce(c.delivered_sequence, 0) as delivered_sequence, coalesce(c.window_time, 'epoch') as window_time,
            coalesce(c.epoch_sequence, 0) as epoch_sequence, coalesce(c.advance_sequence, 0) as advance_sequence,
            coalesce(c.advance_time, 'epoch') as advance_time, own.sequence as sent_sequence,
            own.ordinal as sent_ordinal, own.create_time as sent_time
            """;

    static final String FIND = "select " + ROW + """
                , coalesce(c.move, 0) as move, h.sequence as head_sequence, f.ordinal
            from thread_head h
            left join thread_relay r on r.thread_id = h.thread_id
            left join frame f on f.thread_id = ? and f.sequence = ?
            left join cursor c on c.thread_id = h.thread_id and c.user_id = ?
            left join lateral (
                select sequence, ordinal, create_time from frame
                where thread_id = ? and sequence > coalesce(r.folded_sequence, 0) and actor_id = ? and %s
                order by sequence desc limit 1
            ) own on true
            where h.thread_id = ?
            """.formatted(FrameTable.MESSAGES);

    /// Writes a row in the place of the one with a known move number, 0 for none, together with the advances
    /// that end. The inbox is notified only of moves of the read position (`reading` is 1, otherwise 0).
    static final String WRITE = """
            with given as materialized (
                select ?::text as thread_id, ?::text as user_id, ?::int8 as known_move, ?::int8 as reading
            ), counted as (
                insert into thread_relay as r (thread_id, moves, read_moves) select thread_id, 1, reading from given
                on conflict (thread_id) do update set moves = r.moves + 1,
                    read_moves = case when excluded.read_moves = 0 then r.read_moves else r.moves + 1 end
                returning thread_id, moves
            ), kept as (
                insert into cursor as c (thread_id, user_id, move, read_move, read_sequence, read_ordinal, read_time,
                    window_time, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                    advance_sequence, advance_time)
                select n.thread_id, g.user_id, n.moves, n.moves * g.reading, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
                from counted n join given g on g.thread_id = n.thread_id
                on conflict (thread_id, user_id) do update set move = excluded.move,
                    read_move = case when excluded.read_move = 0 then c.read_move else excluded.read_move end,
                    read_sequence = excluded.read_sequence, read_ordinal = excluded.read_ordinal,
                    read_time = excluded.read_time, window_time = excluded.window_time,
                    delivered_sequence = excluded.delivered_sequence, epoch = excluded.epoch,
                    epoch_sequence = excluded.epoch_sequence, join_version = excluded.join_version,
                    join_sequence = excluded.join_sequence, advance_sequence = excluded.advance_sequence,
                    advance_time = excluded.advance_time
                where c.move = (select known_move from given)
                returning thread_id, user_id
            ), ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select kept.thread_id, kept.user_id, a.sequence, to_timestamp(a.millis::float8 / 1000)
                from kept cross join unnest(?::int8[], ?::int8[]) as a (sequence, millis)
                on conflict do nothing
            ), marked as (
                insert into dirty_thread (shard, thread_id)
                select ?, kept.thread_id from kept where (select reading from given) = 1 on conflict do nothing
            )
            select count(*) from kept
            """;

    /// The start of the range is passed as a parameter so that it bounds the index scan under any plan.
    static final String LIST = """
            with own as materialized (
                select actor_id, max(sequence) as sequence, max(ordinal) as ordinal, max(create_time) as create_time
                from frame
                where thread_id = ? and actor_id = any (?) and %s
                    and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                group by actor_id
            )
            select k.user_id,
            """.formatted(FrameTable.MESSAGES) + ROW + """
            from (select distinct user_id collate "C" as user_id from unnest(?::text[]) as u (user_id)) k
            left join lateral (
                select * from cursor where thread_id = ? and user_id = k.user_id limit 1
            ) c on true
            left join own on own.actor_id = k.user_id
            where k.user_id > ? and (own.actor_id is not null or c.user_id is not null)
            order by k.user_id limit ?
            """;

    /// The position of the cursor itself is its newest advance: a stored advance has an earlier time. A range
    /// of absence has none.
    static final String ADVANCES = """
            select k.user_id, a.sequence, a.advance_time
            from unnest(?::text[]) as k (user_id)
            cross join lateral (
                select sequence, advance_time from (
                    (select sequence, advance_time from cursor_advance
                     where thread_id = ? and user_id = k.user_id and sequence >= ? order by sequence limit 1)
                    union all
                    select c.read_sequence, c.read_time from cursor c
                    where c.thread_id = ? and c.user_id = k.user_id and c.read_sequence >= ? and not exists (
                        select 1 from cursor_advance a
                        where a.thread_id = c.thread_id and a.user_id = k.user_id and a.sequence >= ?
                    )
                    union all
                    (select sequence, create_time from frame
                     where thread_id = ? and sequence >= ? and actor_id = k.user_id and %s
                         and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                     order by sequence limit 1)
                ) one order by sequence limit 1
            ) a where a.advance_time is not null order by k.user_id
            """.formatted(FrameTable.MESSAGES);

    static final String MOVED = """
            select c.thread_id, %s
            from unnest(?::text[], ?::bigint[]) as k (thread_id, move)
            cross join lateral (
                select * from cursor where thread_id = k.thread_id and move > k.move limit 10000
            ) c
            """.formatted(COLUMNS);

    private CursorSql() {}

    /// Returns the assignments of an update of `cursor c` that keep the read position as the newest advance,
    /// if it was read for the first time and a condition holds.
    public static String keep(String condition) {
        return KEEP.formatted(condition, READ_FIRST);
    }
}
