package dev.parley.message.postgres;

import dev.parley.message.log.Frame.Kind;
import java.time.Duration;

/// The statements for cursors.
///
/// A move first locks the row of the thread in `thread_relay` and takes a number there. So the numbers are in
/// commit order, and the relay can tell up to which move the inbox is informed.
final class CursorSql {

    /// Advances of one user within this time are stored as one.
    static final Duration WINDOW = Duration.ofSeconds(5);

    static final String FIND = """
            select h.sequence as head_sequence, f.ordinal, coalesce(c.jumps, 0) as jumps,
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
                where thread_id = ? and sequence > coalesce(r.folded_sequence, 0) and actor_id = ? and kind < %d
                order by sequence desc limit 1
            ) own on true
            where h.thread_id = ?
            """.formatted(Kind.FIRST_CHANGE);

    /// The advance that ends here is kept, unless it began within the window; in that case this move extends
    /// it.
    static final String MOVE = """
            with counted as (
                insert into thread_relay as r (thread_id, moves) values (?, 1)
                on conflict (thread_id) do update set moves = r.moves + 1
                returning thread_id, moves
            ), ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select c.thread_id, c.user_id, c.read_sequence, c.read_time
                from counted join cursor c on c.thread_id = counted.thread_id and c.user_id = ?
                where c.read_sequence < ? and c.window_time <= ?
                on conflict do nothing
            ), kept as (
                insert into cursor as c
                    (read_sequence, read_ordinal, read_time, window_time, move, thread_id, user_id)
                select ?, ?, ?, ?, counted.moves, counted.thread_id, ? from counted
                on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                    read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, move = excluded.move,
                    window_time = case when c.window_time <= ? then excluded.window_time else c.window_time end
                where c.read_sequence < excluded.read_sequence
                returning 1
            ), marked as (
                insert into dirty_thread (shard, thread_id) select ?, thread_id from counted on conflict do nothing
            )
            select count(*) from kept
            """;

    /// The start of the range is passed as a parameter so that it bounds the index scan under any plan.
    static final String LIST = """
            select distinct on (user_id) user_id, read_sequence, read_ordinal, read_time, jumps
            from (
                select user_id, read_sequence, read_ordinal, read_time, jumps
                from cursor where thread_id = ? and user_id = any (?)
                union all
                select actor_id, max(sequence), max(ordinal), max(create_time), 0
                from frame
                where thread_id = ? and actor_id = any (?) and kind < %d
                    and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                group by actor_id
            ) c
            where user_id > ? order by user_id, read_sequence desc limit ?
            """.formatted(Kind.FIRST_CHANGE);

    static final String ADVANCES = """
            select k.user_id, a.sequence, a.advance_time
            from unnest(?::text[]) as k (user_id)
            cross join lateral (
                select sequence, advance_time from (
                    (select sequence, advance_time from cursor_advance
                     where thread_id = ? and user_id = k.user_id and sequence >= ? order by sequence limit 1)
                    union all
                    select read_sequence, read_time from cursor
                    where thread_id = ? and user_id = k.user_id and read_sequence >= ?
                    union all
                    (select sequence, create_time from frame
                     where thread_id = ? and sequence >= ? and actor_id = k.user_id and kind < %d
                         and sequence > coalesce((select folded_sequence from thread_relay where thread_id = ?), 0)
                     order by sequence limit 1)
                ) one order by sequence limit 1
            ) a order by k.user_id
            """.formatted(Kind.FIRST_CHANGE);

    static final String MOVED = """
            select c.thread_id, c.user_id, c.read_sequence, c.read_ordinal, c.read_time, c.jumps
            from unnest(?::text[], ?::bigint[]) as k (thread_id, move)
            cross join lateral (
                select * from cursor where thread_id = k.thread_id and move > k.move limit 10000
            ) c
            """;

    private CursorSql() {}
}
