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
    /// Rows are looked up one by one, found again by the conflict with their key, and compared through `in`,
    /// which is a hash: whatever the tables were like when the plan was made, the work grows with the batch
    /// alone.
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
                cross join lateral (
                    select thread_id from thread_relay where thread_id = k.thread_id limit 1 for update skip locked
                ) r
            ), stored as materialized (
                select g.thread_id, g.user_id
                from given g
                cross join lateral (
                    select 1 from cursor
                    where thread_id = g.thread_id and user_id = g.user_id and move = g.known_move
                    limit 1 for update skip locked
                ) c
                where g.known_move > 0 and g.thread_id in (select thread_id from free)
            ), writable as materialized (
                select g.* from given g
                where g.known_move = 0 and g.thread_id in (select thread_id from free)
                    or (g.thread_id, g.user_id) in (select thread_id, user_id from stored)
            ), counted as (
                insert into thread_relay as r (thread_id, moves, read_moves)
                select thread_id, count(*), case when bool_or(reading) then count(*) else 0 end
                from writable group by thread_id
                on conflict (thread_id) do update set moves = r.moves + excluded.moves,
                    read_moves = case when excluded.read_moves = 0 then r.read_moves else r.moves + excluded.moves end
                returning thread_id, moves
            ), numbered as materialized (
                select g.*, n.moves + 1 - row_number() over (partition by g.thread_id order by g.user_id) as number
                from writable g join counted n on n.thread_id = g.thread_id
            ), moved as (
                insert into cursor as c (thread_id, user_id, move, read_move, read_sequence, read_ordinal, read_time,
                    window_time, delivered_sequence, epoch, epoch_sequence, join_version, join_sequence,
                    advance_sequence, advance_time)
                select thread_id, user_id, number, case when reading then number else 0 end, read_sequence,
                    read_ordinal, to_timestamp(read_time::float8 / 1000), to_timestamp(window_time::float8 / 1000),
                    delivered_sequence, epoch, epoch_sequence, join_version, join_sequence, advance_sequence,
                    to_timestamp(advance_time::float8 / 1000)
                from numbered
                on conflict (thread_id, user_id) do update set move = excluded.move,
                    read_move = case when excluded.read_move = 0 then c.read_move else excluded.read_move end,
                    read_sequence = excluded.read_sequence, read_ordinal = excluded.read_ordinal,
                    read_time = excluded.read_time, window_time = excluded.window_time,
                    delivered_sequence = excluded.delivered_sequence, epoch = excluded.epoch,
                    epoch_sequence = excluded.epoch_sequence, join_version = excluded.join_version,
                    join_sequence = excluded.join_sequence, advance_sequence = excluded.advance_sequence,
                    advance_time = excluded.advance_time
                where (c.thread_id, c.user_id) in (select thread_id, user_id from stored)
                returning thread_id, user_id
            ), kept as materialized (
                select * from given where (thread_id, user_id) in (select thread_id, user_id from moved)
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
