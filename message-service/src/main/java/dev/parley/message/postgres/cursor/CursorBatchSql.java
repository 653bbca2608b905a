package dev.parley.message.postgres.cursor;

import dev.parley.message.postgres.CursorSql;
import dev.parley.message.postgres.FrameTable;

/// The statements of a batch of moves. [#FIND] reads what each move is decided by, and [#WRITE] writes the rows
/// that have not changed in the meantime. Each commits on its own.
///
/// A write first locks the row of each thread in `thread_relay` and takes numbers there. So the numbers are in
/// commit order, and the relay can determine up to which move the inbox is informed. A thread or a cursor that
/// another session has locked is omitted, so it does not delay the others.
public final class CursorBatchSql {

    /// Reads what each move is decided by, and whether its thread has a row in `thread_relay`. A send that the
    /// cursor has passed does not matter, so the search for the newest one ends there.
    public static final String FIND = "select k.slot, " + CursorSql.ROW + """
                , coalesce(c.move, 0) as move, h.sequence as head_sequence, f.ordinal, r.thread_id is null as fresh
            from unnest(?::text[], ?::text[], ?::int8[]) with ordinality as k (thread_id, user_id, sequence, slot)
            cross join lateral (select sequence from thread_head where thread_id = k.thread_id limit 1) h
            left join lateral (
                select thread_id, folded_sequence from thread_relay where thread_id = k.thread_id limit 1
            ) r on true
            left join lateral (
                select ordinal from frame where thread_id = k.thread_id and sequence = k.sequence limit 1
            ) f on true
            left join lateral (
                select * from cursor where thread_id = k.thread_id and user_id = k.user_id limit 1
            ) c on true
            left join lateral (
                select sequence, ordinal, create_time from frame
                where thread_id = k.thread_id and actor_id = k.user_id and %s
                    and sequence > coalesce(greatest(r.folded_sequence, c.read_sequence, c.epoch_sequence), 0)
                order by sequence desc limit 1
            ) own on true
            """.formatted(FrameTable.MESSAGES);

    /// Creates rows in `thread_relay`, in id order.
    public static final String OPEN = """
            insert into thread_relay (thread_id) select thread_id from unnest(?::text[]) as k (thread_id)
            order by thread_id on conflict do nothing
            """;

    /// Writes rows in the place of those with known move numbers, 0 for none, together with the advances that
    /// end. Returns which were written. The inbox is notified only of moves of the read position (`reading`).
    /// Marks are inserted in the order in which sends insert them.
    public static final String WRITE = """
            with limits as materialized (
                select set_config('lock_timeout', '200ms', true) as wait
            ), given as materialized (
                select * from unnest(?::text[], ?::text[], ?::int8[], ?::bool[], ?::int8[], ?::int8[], ?::int8[],
                        ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int2[])
                    with ordinality as k (thread_id, user_id, known_move, reading, read_sequence, read_ordinal,
                        read_time, window_time, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                        advance_sequence, advance_time, shard, slot)
            ), free as materialized (
                select r.thread_id
                from (select distinct thread_id from given where (select wait from limits) is not null) k
                join thread_relay r on r.thread_id = k.thread_id
                order by r.thread_id for update of r skip locked
            ), stored as materialized (
                select g.slot
                from given g join free f on f.thread_id = g.thread_id
                join cursor c on c.thread_id = g.thread_id and c.user_id = g.user_id
                where c.move = g.known_move for update of c skip locked
            ), writable as materialized (
                select g.* from given g
                where g.known_move = 0 and g.thread_id in (select thread_id from free)
                    or g.slot in (select slot from stored)
            ), counted as (
                update thread_relay r set moves = r.moves + n.moves,
                    read_moves = case when n.reading then r.moves + n.moves else r.read_moves end
                from (
                    select thread_id, count(*) as moves, bool_or(reading) as reading from writable group by thread_id
                ) n
                where r.thread_id = n.thread_id
                returning r.thread_id, r.moves
            ), numbered as materialized (
                select g.*, n.moves + 1 - row_number() over (partition by g.thread_id order by g.user_id) as move,
                    to_timestamp(g.read_time::float8 / 1000) as read_at,
                    to_timestamp(g.window_time::float8 / 1000) as window_at,
                    to_timestamp(g.advance_time::float8 / 1000) as advance_at
                from writable g join counted n on n.thread_id = g.thread_id
            ), moved as (
                update cursor c set move = n.move, read_move = case when n.reading then n.move else c.read_move end,
                    read_sequence = n.read_sequence, read_ordinal = n.read_ordinal, read_time = n.read_at,
                    window_time = n.window_at, delivered_sequence = n.delivered_sequence, epoch = n.epoch,
                    epoch_sequence = n.epoch_sequence, join_version = n.join_version, join_sequence = n.join_sequence,
                    advance_sequence = n.advance_sequence, advance_time = n.advance_at
                from numbered n
                where n.known_move > 0 and c.thread_id = n.thread_id and c.user_id = n.user_id
                returning c.thread_id, c.user_id
            ), begun as (
                insert into cursor (thread_id, user_id, move, read_move, read_sequence, read_ordinal, read_time,
                    window_time, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                    advance_sequence, advance_time)
                select thread_id, user_id, move, case when reading then move else 0 end, read_sequence, read_ordinal,
                    read_at, window_at, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                    advance_sequence, advance_at
                from numbered where known_move = 0 order by thread_id, user_id
                on conflict do nothing
                returning thread_id, user_id
            ), kept as materialized (
                select g.slot, g.thread_id, g.user_id, g.shard, g.reading
                from (select * from moved union all select * from begun) k
                join given g on g.thread_id = k.thread_id and g.user_id = k.user_id
            ), ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select k.thread_id, k.user_id, a.sequence, to_timestamp(a.millis::float8 / 1000)
                from kept k join unnest(?::int8[], ?::int8[], ?::int8[]) as a (slot, sequence, millis) on a.slot = k.slot
                on conflict do nothing
            ), marked as (
                insert into dirty_thread (shard, thread_id)
                select distinct shard, thread_id from kept where reading order by thread_id
                on conflict do nothing
            )
            select slot from kept
            """;

    private CursorBatchSql() {}
}
