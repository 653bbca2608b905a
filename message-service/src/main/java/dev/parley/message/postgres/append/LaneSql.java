package dev.parley.message.postgres.append;

import dev.parley.message.log.Frame.Kind;
import dev.parley.message.postgres.CursorSql;
import dev.parley.message.postgres.FrameTable;
import dev.parley.message.postgres.TimelineTable;

/// The statements of a lane.
public final class LaneSql {

    /// Locks the heads that are free, in id order, and looks up the ids. The second query sees what was
    /// committed before the locks.
    public static final String LOCK = """
            begin;
            select k.slot, h.sequence, h.ordinal, h.create_time, h.fence_version
            from unnest(?::text[]) with ordinality as k (thread_id, slot)
            join thread_head h on h.thread_id = k.thread_id
            order by h.thread_id for update of h skip locked;
            select k.slot, f.sequence, f.ordinal, f.create_time, f.kind, f.target_sequence,
                f.content_hash is not distinct from k.content_hash,
                coalesce((
                    select h.hidden from hidden_message h
                    where h.thread_id = k.thread_id and h.user_id = k.viewer and h.sequence = f.sequence limit 1
                ), false)
            from unnest(?::text[], ?::text[], ?::text[], ?::bytea[]) with ordinality
                as k (thread_id, frame_id, viewer, content_hash, slot)
            cross join lateral (
                select * from frame where frame_id = k.frame_id and thread_id = k.thread_id limit 1
            ) f
            """;

    /// Reads the current heads and the messages referred to, without a lock.
    public static final String LOOK = """
            select k.slot, h.sequence, h.ordinal, h.create_time, h.fence_version
            from unnest(?::text[]) with ordinality as k (thread_id, slot)
            join thread_head h on h.thread_id = k.thread_id;
            select k.slot, f.sequence, f.ordinal, f.create_time, f.kind, f.target_sequence, false,
                coalesce((
                    select h.hidden from hidden_message h
                    where h.thread_id = k.thread_id and h.user_id = k.viewer and h.sequence = f.sequence limit 1
                ), false)
            from unnest(?::text[], ?::text[], ?::text[]) with ordinality as k (thread_id, frame_id, viewer, slot)
            cross join lateral (
                select * from frame where frame_id = k.frame_id and thread_id = k.thread_id limit 1
            ) f
            """;

    /// Reads the contents and the current states of frames that were found.
    public static final String STATES = """
            select k.slot, f.kind, f.actor_id, f.target_id, f.target_sequence, f.body, f.payload, %s
            from unnest(?::text[], ?::int8[]) with ordinality as k (thread_id, sequence, slot)
            cross join lateral (
                select * from frame where thread_id = k.thread_id and sequence = k.sequence limit 1
            ) f
            left join lateral (
                select * from overlay where thread_id = k.thread_id and sequence = k.sequence limit 1
            ) o on true
            """.formatted(FrameTable.OVERLAY);

    /// Finds which of the threads exist, even if their heads are locked.
    public static final String EXISTING = "select thread_id from thread_head where thread_id = any (?)";

    /// Opens the logs of threads, and locks their heads.
    public static final String OPEN = """
            insert into thread_head (sequence, ordinal, create_time, fence_version, thread_id)
            select 0, 0, 'epoch', 0, k.thread_id from unnest(?::text[]) as k (thread_id)
            order by k.thread_id on conflict (thread_id) do nothing returning thread_id
            """;

    /// The heads are moved in the given order. The mark of a thread uses what its own move returns, so it is
    /// written after the head is locked.
    private static final String MOVE = """
            with moved as (
                update thread_head h
                set sequence = k.sequence, ordinal = k.ordinal, fence_version = k.fence_version,
                    create_time = to_timestamp(k.create_time::float8 / 1000),
                    message_sequence = greatest(h.message_sequence, k.message_sequence)
                from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int2[], ?::int8[],
                        ?::int8[])
                    as k (thread_id, known_sequence, known_version, sequence, ordinal, create_time, shard, fence_version,
                        message_sequence)
                where h.thread_id = k.thread_id and h.sequence = k.known_sequence
                    and h.fence_version = k.known_version
                returning h.thread_id, k.shard, k.sequence > k.known_sequence as grown
            ), marked as (
                insert into dirty_thread (shard, thread_id)
                select shard, thread_id from moved where grown on conflict do nothing
            )
            """;

    /// Does the same if each head ends at a text.
    private static final String MOVE_PLAIN = """
            with moved as (
                update thread_head h
                set sequence = k.sequence, ordinal = k.ordinal, message_sequence = k.sequence,
                    create_time = to_timestamp(k.create_time::float8 / 1000)
                from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int2[])
                    as k (thread_id, known_sequence, known_version, sequence, ordinal, create_time, shard)
                where h.thread_id = k.thread_id and h.sequence = k.known_sequence
                    and h.fence_version = k.known_version
                returning h.thread_id, k.shard
            ), marked as (
                insert into dirty_thread (shard, thread_id) select shard, thread_id from moved on conflict do nothing
            )
            """;

    /// `begun` and `left_off` are `CursorRow.joined` for many rows at once. Decided outside of the database, it
    /// would cost the batch another round trip, and a cursor that moves would abort the batch. What a user who
    /// returns had read before is kept as advances: up to the stored position, and up to the newest send that
    /// is not folded. The time until the return is kept as a range of absence.
    private static final String EXTRAS = """
            , changes as materialized (
                select k.*, to_timestamp(nullif(k.edited, 0)::float8 / 1000) as edit_time,
                    to_timestamp(nullif(k.deleted, 0)::float8 / 1000) as delete_time
                from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int2[],
                        ?::int2[], ?::text[], ?::int8[], ?::int8[])
                    as k (thread_id, sequence, known_version, version, update_sequence, body_sequence, text_sequence,
                        state, screening, body, edited, deleted)
            ), added as (
                insert into overlay (thread_id, sequence, version, update_sequence, body_sequence, text_sequence, state,
                    screening, body, edit_time, delete_time)
                select thread_id, sequence, version, update_sequence, body_sequence, text_sequence, state,
                    screening, body, edit_time, delete_time
                from changes where known_version = 0
                on conflict (thread_id, sequence) do nothing returning 1
            ), replaced as (
                update overlay o set version = k.version, update_sequence = k.update_sequence,
                    body_sequence = k.body_sequence, text_sequence = k.text_sequence, state = k.state, screening = k.screening, body = k.body,
                    edit_time = k.edit_time, delete_time = k.delete_time
                from changes k
                where o.thread_id = k.thread_id and o.sequence = k.sequence and o.version = k.known_version
                returning 1
            ), hid as (
                insert into hidden_message as h (thread_id, user_id, sequence, ordinal, hidden, version)
                select * from unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::bool[], ?::int8[])
                on conflict (thread_id, user_id, sequence) do update set hidden = excluded.hidden, version = excluded.version
                where h.version < excluded.version
            ), counted as (
                insert into thread_relay as r (thread_id, moves, read_moves)
                select thread_id, count(*), count(*)
                from unnest(?::text[]) as k (thread_id) group by thread_id order by thread_id
                on conflict (thread_id) do update set moves = r.moves + excluded.moves,
                    read_moves = r.moves + excluded.moves
                returning thread_id, moves
            ), joins as materialized (
                select j.*, to_timestamp(j.read_time::float8 / 1000) as time
                from unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
                    as j (thread_id, user_id, sequence, ordinal, read_time, join_version)
            ), begun as (
                insert into cursor as c (thread_id, user_id, read_sequence, read_ordinal, read_time, window_time,
                    join_version, join_sequence, epoch, epoch_sequence, move, read_move)
                select k.thread_id, k.user_id, k.sequence, k.ordinal, k.time, k.time, k.join_version, k.sequence, 1,
                    k.sequence, k.move, k.move
                from (
                    select j.*,
                        n.moves + 1 - row_number() over (partition by j.thread_id order by j.user_id) as move
                    from joins j join counted n on n.thread_id = j.thread_id
                ) k order by k.thread_id, k.user_id
                on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                    read_ordinal = excluded.read_ordinal, read_time = excluded.read_time,
                    window_time = excluded.window_time, move = excluded.move, read_move = excluded.read_move,
                    delivered_sequence = greatest(c.delivered_sequence, c.read_sequence), epoch = c.epoch + 1,
                    epoch_sequence = excluded.epoch_sequence,
                    join_version = greatest(c.join_version, excluded.join_version),
                    join_sequence = excluded.join_sequence, %s
                returning thread_id, user_id, advance_sequence, advance_time
            ), left_off as (
                insert into cursor_advance (thread_id, user_id, sequence, advance_time)
                select thread_id, user_id, advance_sequence, advance_time from begun where advance_sequence > 0
                union all
                select j.thread_id, j.user_id, own.sequence, own.create_time
                from joins j
                left join lateral (select * from thread_relay where thread_id = j.thread_id limit 1) r on true
                left join lateral (
                    select * from cursor where thread_id = j.thread_id and user_id = j.user_id limit 1
                ) c on true
                cross join lateral (
                    select sequence, create_time from frame
                    where thread_id = j.thread_id and actor_id = j.user_id and %s and sequence > coalesce(greatest(
                        r.folded_sequence, c.read_sequence, c.epoch_sequence, c.advance_sequence), 0)
                    order by sequence desc limit 1
                ) own
                union all
                select thread_id, user_id, sequence, null from joins where sequence > 0
                on conflict do nothing
            ), waiting as (
                insert into unscreened_message (thread_id, sequence, offered_time)
                select k.thread_id, k.sequence, to_timestamp(k.create_time::float8 / 1000)
                from unnest(?::text[], ?::int8[], ?::int8[]) as k (thread_id, sequence, create_time)
                on conflict do nothing
            ), fenced as (
                insert into fence (thread_id, version, payload)
                select * from unnest(?::text[], ?::int8[], ?::bytea[])
                on conflict (thread_id) do update set version = excluded.version, payload = excluded.payload
            )
            """.formatted(CursorSql.keep("true"), FrameTable.MESSAGES);

    private static final String INSERT = """
            insert into frame (thread_id, sequence, ordinal, create_time, frame_id, actor_id, target_id, target_sequence,
                body, content_hash, kind, payload, timeline)
            select k.thread_id, k.sequence, k.ordinal, to_timestamp(k.create_time::float8 / 1000), k.frame_id,
                k.actor_id, k.target_id, nullif(k.target_sequence, 0), k.body, k.content_hash, k.kind, k.payload, %s
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::text[], ?::text[], ?::int8[],
                    ?::text[], ?::bytea[], ?::int2[], ?::bytea[])
                as k (thread_id, sequence, ordinal, create_time, frame_id, actor_id, target_id, target_sequence, body,
                    content_hash, kind, payload)
            """.formatted(TimelineTable.NUMBER);

    private static final String INSERT_PLAIN = """
            insert into frame (thread_id, sequence, ordinal, create_time, frame_id, actor_id, target_id, target_sequence,
                body, content_hash, kind, timeline)
            select k.thread_id, k.sequence, k.ordinal, to_timestamp(k.create_time::float8 / 1000), k.frame_id,
                k.actor_id, k.target_id, nullif(k.target_sequence, 0), k.body, k.content_hash, %d, %s
            from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::text[], ?::text[], ?::int8[],
                    ?::text[], ?::bytea[])
                as k (thread_id, sequence, ordinal, create_time, frame_id, actor_id, target_id, target_sequence, body,
                    content_hash)
            """.formatted(Kind.TEXT.number(), TimelineTable.NUMBER);

    /// All or nothing: moves the heads that have not moved in the meantime, and writes the frames only if
    /// those were all of them. Waits for a head that another session holds, which has then moved. For texts
    /// only.
    public static final String WRITE_PLAIN =
            MOVE_PLAIN + INSERT_PLAIN + "where (select require_unmoved((select count(*) from moved), ?))";

    /// Does the same with everything that a change may contain.
    public static final String WRITE = MOVE + EXTRAS + INSERT + """
            where (select require_unmoved(
                (select count(*) from moved) + (select count(*) from added) + (select count(*) from replaced), ?))
            """;

    /// Does the same at the end of a transaction that holds the heads.
    public static final String WRITE_AND_COMMIT = WRITE + "; commit";

    private LaneSql() {}
}
