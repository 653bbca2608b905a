package dev.parley.message.postgres.cursor;

import dev.parley.message.postgres.CursorSql;
import dev.parley.message.postgres.FrameTable;

/// The statements of a batch of moves. [#FIND] reads what each move is decided by, and [#WRITE] writes the rows
/// that have not changed in the meantime. Each commits on its own.
///
/// A write first locks the row of each thread in `thread_relay` and takes numbers there. So the numbers are in
/// commit order, and the relay can determine up to which move the inbox is informed. A thread that another
/// session has locked is omitted, so it does not delay the others.
public final class CursorBatchSql {

    /// Reads what each move is decided by, the version of the fence included, and whether its thread has a row in
    /// `thread_relay`. A send that the cursor has passed does not matter, so the search for the newest one ends
    /// there. A frame is looked up only if the rows of the thread do not answer the question: the head knows its
    /// own ordinal, and nothing is newer than it. Each lookup among the partitions costs as much as two others.
    public static final String FIND = "select k.slot, " + CursorSql.ROW + """
                , coalesce(c.move, 0) as move, h.sequence as head_sequence, h.fence_version,
                case when k.sequence = h.sequence then h.ordinal else f.ordinal end as ordinal,
                r.thread_id is null as fresh
            from unnest(?::text[], ?::text[], ?::int8[]) with ordinality as k (thread_id, user_id, sequence, slot)
            cross join lateral (
                select sequence, ordinal, fence_version from thread_head where thread_id = k.thread_id limit 1
            ) h
            left join lateral (
                select thread_id, folded_sequence from thread_relay where thread_id = k.thread_id limit 1
            ) r on true
            left join lateral (
                select ordinal from frame
                where k.sequence < h.sequence and thread_id = k.thread_id and sequence = k.sequence limit 1
            ) f on true
            left join lateral (
                select * from cursor where thread_id = k.thread_id and user_id = k.user_id limit 1
            ) c on true
            cross join lateral (
                select coalesce(greatest(r.folded_sequence, c.read_sequence, c.epoch_sequence), 0) as sequence
            ) passed
            left join lateral (
                select sequence, ordinal, create_time from frame
                where h.sequence > passed.sequence and thread_id = k.thread_id and actor_id = k.user_id and %s
                    and sequence > passed.sequence
                order by sequence desc limit 1
            ) own on true
            """.formatted(FrameTable.MESSAGES);

    /// Creates rows in `thread_relay`, in id order. Waits at most so many milliseconds for another session that is
    /// creating one of them.
    public static final String OPEN = """
            with limits as materialized (select set_config('lock_timeout', ?, true) as wait)
            insert into thread_relay (thread_id) select thread_id from unnest(?::text[]) as k (thread_id)
            where (select wait from limits) is not null
            order by thread_id on conflict do nothing
            """;

    /// Writes rows in the place of those with known move numbers, 0 for none, together with the advances that
    /// end. Returns which were written. The inbox is notified only of moves of the read position (`reading`).
    /// Marks are inserted in the order in which sends insert them.
    ///
    /// Everybody who writes a cursor locks the row of its thread in `thread_relay` first, so no cursor needs a lock
    /// of its own. A move that finds another row has drawn a number in vain: numbers may be unused.
    ///
    /// Rows of threads are looked up one by one and found again by the conflict with their key; those of cursors
    /// are looked up one by one and updated in their place. Whatever the tables were like when the plan was made,
    /// the work grows with the batch alone. A cursor that moved after the statement began has another place or
    /// another number, and is not written.
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
                select k.* from (
                    select thread_id, count(*) as attempts, bool_or(reading) as reading from given
                    where (select wait from limits) is not null group by thread_id
                ) k
                cross join lateral (
                    select 1 from thread_relay where thread_id = k.thread_id limit 1 for update skip locked
                ) r
            ), counted as (
                insert into thread_relay as r (thread_id, moves, read_moves)
                select thread_id, attempts, case when reading then attempts else 0 end from free
                on conflict (thread_id) do update set moves = r.moves + excluded.moves,
                    read_moves = case when excluded.read_moves = 0 then r.read_moves else r.moves + excluded.moves end
                returning thread_id, moves
            ), numbered as materialized (
                select g.*, n.moves + 1 - row_number() over (partition by g.thread_id order by g.user_id) as number
                from given g join counted n on n.thread_id = g.thread_id
            ), moved as (
                update cursor c set move = n.number,
                    read_move = case when n.reading then n.number else c.read_move end,
                    read_sequence = n.read_sequence, read_ordinal = n.read_ordinal,
                    read_time = to_timestamp(n.read_time::float8 / 1000),
                    window_time = to_timestamp(n.window_time::float8 / 1000),
                    delivered_sequence = n.delivered_sequence, epoch = n.epoch, epoch_sequence = n.epoch_sequence,
                    join_version = n.join_version, join_sequence = n.join_sequence,
                    advance_sequence = n.advance_sequence, advance_time = to_timestamp(n.advance_time::float8 / 1000)
                from (
                    select g.*, p.place from numbered g cross join lateral (
                        select ctid as place from cursor where thread_id = g.thread_id and user_id = g.user_id limit 1
                    ) p
                    where g.known_move > 0
                ) n
                where c.ctid = n.place and c.move = n.known_move
                returning n.slot, n.thread_id, n.shard, n.reading
            ), begun as (
                insert into cursor (thread_id, user_id, move, read_move, read_sequence, read_ordinal, read_time,
                    window_time, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                    advance_sequence, advance_time)
                select thread_id, user_id, number, case when reading then number else 0 end, read_sequence,
                    read_ordinal, to_timestamp(read_time::float8 / 1000), to_timestamp(window_time::float8 / 1000),
                    delivered_sequence, epoch, epoch_sequence, join_version, join_sequence, advance_sequence,
                    to_timestamp(advance_time::float8 / 1000)
                from numbered where known_move = 0
                on conflict do nothing
                returning thread_id, move
            ), kept as materialized (
                select slot, thread_id, shard, reading from moved
                union all
                select n.slot, n.thread_id, n.shard, n.reading from numbered n
                where (n.thread_id, n.number) in (select thread_id, move from begun)
            ), ended as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select thread_id, user_id, sequence, to_timestamp(millis::float8 / 1000)
                from unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
                    as a (thread_id, user_id, slot, sequence, millis)
                where slot in (select slot from kept)
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
