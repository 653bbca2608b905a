package dev.parley.message.postgres;

import dev.parley.message.log.Frame.Kind;
import java.time.Duration;

/// The statements for cursors.
///
/// A move first locks the row of the thread in `thread_relay` and takes a number there. So the numbers are in
/// commit order, and the relay can tell up to which move the inbox is informed.
public final class CursorSql {

    /// Advances of one user within this time are stored as one.
    static final Duration WINDOW = Duration.ofSeconds(5);

    /// The columns of a row of `cursor` that [PostgresCursorStore#read] needs.
    static final String COLUMNS =
            "user_id, read_sequence, read_ordinal, read_time, epoch, join_version, join_sequence, delivered_sequence";

    /// Whether no stored advance covers the read position of a row of `cursor c` yet. After a move back,
    /// messages that an advance already covers are read again.
    public static final String READ_FIRST = """
            c.read_sequence > 0 and not exists (
                select 1 from cursor_advance a
                where a.thread_id = c.thread_id and a.user_id = c.user_id and a.sequence >= c.read_sequence
            )""";

    /// Only sends above `folded_sequence` and above the head at which the epoch began count.
    static final String FIND = """
            select h.sequence as head_sequence, f.ordinal, coalesce(c.epoch, 0) as epoch,
                coalesce(c.join_version, 0) as join_version, coalesce(c.join_sequence, 0) as join_sequence,
                coalesce(c.delivered_sequence, 0) as delivered_sequence,
                greatest(own.sequence, c.read_sequence) as read_sequence,
                greatest(own.ordinal, c.read_ordinal) as read_ordinal,
                case when own.sequence > coalesce(c.read_sequence, 0) then own.create_time else c.read_time end
                    as read_time
            from thread_head h
            left join thread_relay r on r.thread_id = h.thread_id
            left join frame f on f.thread_id = ? and f.sequence = ?
            left join cursor c on c.thread_id = h.thread_id and c.user_id = ?
            left join lateral (
                select sequence, ordinal, create_time from frame
                where thread_id = ? and sequence > coalesce(greatest(r.folded_sequence, c.epoch_sequence), 0)
                    and actor_id = ? and kind < %d
                order by sequence desc limit 1
            ) own on true
            where h.thread_id = ?
            """.formatted(Kind.FIRST_CHANGE);

    private static final String COUNTED = """
            with counted as (
                insert into thread_relay as r (thread_id, moves, read_moves) values (?, 1, 1)
                on conflict (thread_id) do update set moves = r.moves + 1, read_moves = r.moves + 1
                returning thread_id, moves
            )
            """;

    private static final String MARKED = """
            , marked as (
                insert into dirty_thread (shard, thread_id) select ?, thread_id from counted on conflict do nothing
            )
            select count(*) from kept
            """;

    /// The advance that ends here is kept, unless it began within the window; in that case this move extends
    /// it.
    static final String MOVE = COUNTED + """
            , ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select c.thread_id, c.user_id, c.read_sequence, c.read_time
                from counted join cursor c on c.thread_id = counted.thread_id and c.user_id = ?
                where c.read_sequence < ? and c.window_time <= ? and %s
                on conflict do nothing
            ), kept as (
                insert into cursor as c
                    (read_sequence, read_ordinal, read_time, window_time, move, read_move, thread_id, user_id)
                select ?, ?, ?, ?, counted.moves, counted.moves, counted.thread_id, ? from counted
                on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                    read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, move = excluded.move,
                    read_move = excluded.read_move,
                    window_time = case when c.window_time <= ? then excluded.window_time else c.window_time end
                where c.read_sequence < excluded.read_sequence and c.epoch = ?
                returning 1
            )
            """.formatted(READ_FIRST) + MARKED;

    /// Begins an epoch at a head. What was read before, including by sends that are not folded yet, is kept
    /// as an advance and as delivered.
    static final String MOVE_BACK = COUNTED + """
            , known as (
                select thread_id, moves, ?::text as user_id, ?::int8 as sequence, ?::int8 as ordinal,
                    ?::timestamptz as time, ?::int8 as epoch, ?::int8 as head, ?::int8 as read_sequence,
                    ?::timestamptz as read_time
                from counted
            ), ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select c.thread_id, c.user_id, c.read_sequence, c.read_time from known c where %s
                on conflict do nothing
            ), kept as (
                insert into cursor as c (read_sequence, read_ordinal, read_time, window_time, delivered_sequence, epoch,
                    epoch_sequence, move, read_move, thread_id, user_id)
                select sequence, ordinal, time, time, read_sequence, epoch + 1, head, moves, moves, thread_id, user_id
                from known
                on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                    read_ordinal = excluded.read_ordinal, read_time = excluded.read_time,
                    window_time = excluded.window_time, move = excluded.move, read_move = excluded.read_move,
                    delivered_sequence = greatest(c.delivered_sequence, excluded.delivered_sequence),
                    epoch = excluded.epoch, epoch_sequence = excluded.epoch_sequence
                where c.epoch = excluded.epoch - 1 and c.read_sequence <= excluded.delivered_sequence
                returning 1
            )
            """.formatted(READ_FIRST) + MARKED;

    /// Takes a number of its own, which the relay ignores: the inbox does not need to know about deliveries.
    static final String DELIVER = """
            with counted as (
                insert into thread_relay as r (thread_id, moves) values (?, 1)
                on conflict (thread_id) do update set moves = r.moves + 1
                returning thread_id, moves
            ), kept as (
                insert into cursor as c
                    (read_sequence, read_ordinal, read_time, window_time, delivered_sequence, move, thread_id, user_id)
                select 0, 0, 'epoch', 'epoch', ?, moves, thread_id, ? from counted
                on conflict (thread_id, user_id) do update set delivered_sequence = excluded.delivered_sequence,
                    move = excluded.move
                where greatest(c.delivered_sequence, c.read_sequence) < excluded.delivered_sequence
                returning 1
            )
            select count(*) from kept
            """;

    /// The start of the range is passed as a parameter so that it bounds the index scan under any plan.
    static final String LIST = """
            with own as materialized (
                select actor_id, max(sequence) as sequence, max(ordinal) as ordinal, max(create_time) as create_time
                from frame
                where thread_id = ? and actor_id = any (?) and kind < %d
                    and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                group by actor_id
            )
            select k.user_id, coalesce(own.sequence, c.read_sequence) as read_sequence,
                coalesce(own.ordinal, c.read_ordinal) as read_ordinal,
                coalesce(own.create_time, c.read_time) as read_time, coalesce(c.epoch, 0) as epoch,
                coalesce(c.join_version, 0) as join_version, coalesce(c.join_sequence, 0) as join_sequence,
                coalesce(c.delivered_sequence, 0) as delivered_sequence
            from (select distinct user_id collate "C" as user_id from unnest(?::text[]) as u (user_id)) k
            left join lateral (
                select * from cursor where thread_id = ? and user_id = k.user_id limit 1
            ) c on true
            left join own on own.actor_id = k.user_id
                and own.sequence > coalesce(greatest(c.read_sequence, c.epoch_sequence), 0)
            where k.user_id > ? and (own.actor_id is not null or c.user_id is not null)
            order by k.user_id limit ?
            """.formatted(Kind.FIRST_CHANGE);

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
                     where thread_id = ? and sequence >= ? and actor_id = k.user_id and kind < %d
                         and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                     order by sequence limit 1)
                ) one order by sequence limit 1
            ) a where a.advance_time is not null order by k.user_id
            """.formatted(Kind.FIRST_CHANGE);

    static final String MOVED = """
            select c.thread_id, %s
            from unnest(?::text[], ?::bigint[]) as k (thread_id, move)
            cross join lateral (
                select * from cursor where thread_id = k.thread_id and move > k.move limit 10000
            ) c
            """.formatted(COLUMNS);

    private CursorSql() {}
}
