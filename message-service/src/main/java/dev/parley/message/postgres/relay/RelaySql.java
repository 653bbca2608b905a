package dev.parley.message.postgres.relay;

import dev.parley.message.postgres.CursorSql;
import dev.parley.message.postgres.FrameTable;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.relay.DirtyHeads;

/// The statements of the relay. Each is its own transaction, so that a replica that stops between two of them
/// holds no locks. Whatever a crash undoes is repeated, so none waits for the disk.
public final class RelaySql {

    /// Whether the window of a row of `cursor c` is over at the time of a send.
    private static final String ENDS =
            "c.window_time <= excluded.window_time - interval '%d milliseconds'".formatted(CursorRow.WINDOW.toMillis());

    private static final String PAGE = """
            page as materialized (
                select shard, thread_id from dirty_thread
                where shard = any (?) and (shard, thread_id) > (?, ?) order by shard, thread_id limit ?
            )
            """;

    /// Moves the cursors of users who sent, for the threads of a page: a slice of each log. The threads that
    /// are far behind share a number of frames, so that the work of a call is bounded whatever the backlog.
    /// It is `CursorRow.folded` for many rows in one statement. Decided outside of the database, the relay
    /// would hold the locks of a page of threads across a round trip.
    ///
    /// As with other moves, the row of the thread is locked first. Each frame takes a number, so no two
    /// cursors have moved with the same number. While the statement waits for the lock, another call may move
    /// a cursor; so what is kept as an advance comes from the row that is updated, through its columns for
    /// the newest advance. An advance ends if the window begins again.
    public static final String FOLD = "with " + PAGE + """
            , slice as materialized (
                select ?::int8 / greatest(count(*), 1) as frames
                from page p
                cross join lateral (select sequence from thread_head where thread_id = p.thread_id limit 1) h
                left join lateral (
                    select folded_sequence from thread_relay where thread_id = p.thread_id limit 1
                ) k on true
                where h.sequence > coalesce(k.folded_sequence, 0) + ?
            ), counted as (
                insert into thread_relay as r (thread_id, folded_sequence, moves, read_moves)
                select p.thread_id, n.folded, n.folded, n.folded
                from page p
                cross join lateral (select sequence from thread_head where thread_id = p.thread_id limit 1) h
                left join lateral (
                    select folded_sequence from thread_relay where thread_id = p.thread_id limit 1
                ) k on true
                cross join lateral (
                    select least(h.sequence, coalesce(k.folded_sequence, 0) + (select frames from slice)) as folded
                ) n
                where h.sequence > coalesce(k.folded_sequence, 0)
                order by p.thread_id
                on conflict (thread_id) do update set prior_sequence = r.folded_sequence,
                    moves = r.moves + greatest(0, excluded.folded_sequence - r.folded_sequence),
                    read_moves = r.moves + greatest(0, excluded.folded_sequence - r.folded_sequence),
                    folded_sequence = greatest(r.folded_sequence, excluded.folded_sequence)
                returning thread_id, prior_sequence, folded_sequence, moves
            ), own as materialized (
                select c.thread_id, c.moves - c.folded_sequence + f.sequence as move, f.*
                from counted c cross join lateral (
                    select actor_id as user_id, max(sequence) as sequence, max(ordinal) as ordinal,
                        max(create_time) as create_time
                    from frame
                    where thread_id = c.thread_id and sequence > c.prior_sequence and sequence <= c.folded_sequence
                        and %1$s and starts_with(actor_id, 'usr_')
                    group by actor_id
                ) f
            ), quick as materialized (
                select set_config('synchronous_commit', 'off', true) as off
            ), moved as (
                insert into cursor as c
                    (thread_id, user_id, read_sequence, read_ordinal, read_time, window_time, move, read_move)
                select thread_id, user_id, sequence, ordinal, create_time, create_time, move, move
                from own where (select off from quick) = 'off'
                order by thread_id, user_id
                on conflict (thread_id, user_id) do update set read_sequence = excluded.read_sequence,
                    read_ordinal = excluded.read_ordinal, read_time = excluded.read_time, move = excluded.move,
                    read_move = excluded.read_move, %2$s,
                    window_time = case when %3$s then excluded.window_time else c.window_time end
                where c.read_sequence < excluded.read_sequence and c.epoch_sequence < excluded.read_sequence
                returning thread_id, user_id, read_time, window_time, advance_sequence, advance_time
            )
            insert into cursor_advance (thread_id, user_id, sequence, advance_time)
            select thread_id, user_id, advance_sequence, advance_time from moved
            where advance_sequence > 0 and window_time = read_time
            on conflict do nothing
            """.formatted(FrameTable.MESSAGES, CursorSql.keep(ENDS), ENDS);

    /// A thread has one row for each of its cursors that moved, or one row without a cursor. The head is the
    /// one up to which the log is folded: if frames were added since, the cursors of their senders have not
    /// moved yet. The limits make the planner look up each row by key, whatever its estimate of the number of
    /// marks.
    public static final String READ = reading(PAGE, "coalesce(r.settled_moves, 0)", DirtyHeads.PART);

    /// The same for one thread, as if the inbox had nothing of it.
    public static final String WHOLE =
            reading("page as materialized (select 0::int2 as shard, ?::text as thread_id)", "0", DirtyHeads.WHOLE + 1);

    private static String reading(String page, String settled, int most) {
        return "with " + page + """
                select p.thread_id, h.sequence, f.folded_sequence, f.ordinal as folded_ordinal, n.frame_id,
                    n.sequence as message_sequence, n.create_time, n.actor_id, coalesce(r.read_moves, 0) as moves,
                    coalesce(r.settled_hidden, 0) as settled_hidden,
                    coalesce(r.settled_hidden_user, '') as settled_hidden_user,
                    coalesce(r.settled_hidden_sequence, 0) as settled_hidden_sequence, c.*
                from page p
                cross join lateral (select * from thread_head where thread_id = p.thread_id limit 1) h
                left join lateral (select * from thread_relay where thread_id = p.thread_id limit 1) r on true
                cross join lateral (
                    select least(h.sequence, coalesce(r.folded_sequence, 0)) as folded_sequence, case
                        when r.folded_sequence >= h.sequence then h.ordinal
                        else coalesce((
                            select ordinal from frame
                            where thread_id = p.thread_id and sequence = r.folded_sequence limit 1
                        ), 0) end as ordinal
                ) f
                left join lateral (
                    select frame_id, sequence, create_time, actor_id from frame
                    where thread_id = p.thread_id and sequence <= least(h.message_sequence, f.folded_sequence)
                        and %s
                    order by sequence desc limit 1
                ) n on true
                left join lateral (
                    select %s, read_move from cursor
                    where thread_id = p.thread_id and read_move > %s order by read_move limit %d
                ) c on true
                order by p.shard, p.thread_id, c.read_move
                """.formatted(FrameTable.MESSAGES, CursorSql.COLUMNS, settled, most);
    }

    /// The messages that were hidden or shown again since the last settlement, a part for each thread.
    public static final String HIDDEN = hidden(DirtyHeads.PART);

    public static final String ALL_HIDDEN = hidden(DirtyHeads.WHOLE + 1);

    private static String hidden(int most) {
        return """
            select k.thread_id, o.user_id, o.sequence, o.ordinal, o.hidden, o.version
            from unnest(?::text[], ?::int8[], ?::text[], ?::int8[], ?::int8[])
                as k (thread_id, version, user_id, sequence, head)
            cross join lateral (
                select * from hidden_message
                where thread_id = k.thread_id and (version, user_id, sequence) > (k.version, k.user_id, k.sequence)
                    and version <= k.head
                order by version, user_id, sequence limit %d
            ) o order by k.thread_id, o.version, o.user_id, o.sequence
            """.formatted(most);
    }

    /// Records what the inbox has received.
    public static final String SETTLE = """
            with quick as materialized (
                select set_config('synchronous_commit', 'off', true) as off
            )
            insert into thread_relay as r
                (thread_id, settled_moves, settled_hidden, settled_hidden_user, settled_hidden_sequence, settled_time)
            select thread_id, moves, hidden, hidden_user, hidden_sequence, now()
            from unnest(?::text[], ?::int8[], ?::int8[], ?::text[], ?::int8[])
                as k (thread_id, moves, hidden, hidden_user, hidden_sequence)
            where (select off from quick) = 'off' order by thread_id
            on conflict (thread_id) do update set parked_sequence = null, parked_reason = null, parked_time = null,
                parked_attempts = null, settled_time = excluded.settled_time,
                settled_moves = greatest(r.settled_moves, excluded.settled_moves),
                (settled_hidden, settled_hidden_user, settled_hidden_sequence) = (
                    select s.version, s.user_id, s.sequence from (values
                        (r.settled_hidden, r.settled_hidden_user, r.settled_hidden_sequence),
                        (excluded.settled_hidden, excluded.settled_hidden_user, excluded.settled_hidden_sequence)
                    ) as s (version, user_id, sequence)
                    order by s.version desc, s.user_id desc, s.sequence desc limit 1
                )
            """;

    /// Removes marks. It does not wait for sends: a thread whose head a send has locked or moved stays marked
    /// and is processed again. A mark is never updated, so its place names it. If it were joined by its key, a
    /// plan that was made while there were no marks would compare each mark with each thread.
    public static final String UNMARK = """
            with still as materialized (
                select k.shard, k.thread_id
                from unnest(?::text[], ?::int2[], ?::int8[], ?::int8[])
                    as k (thread_id, shard, sequence, moves)
                join thread_relay r on r.thread_id = k.thread_id
                join thread_head h on h.thread_id = k.thread_id
                where r.read_moves = k.moves and h.sequence = k.sequence
                order by k.thread_id for update of r, h skip locked
            ), quick as materialized (
                select set_config('synchronous_commit', 'off', true) as off
            )
            delete from dirty_thread d using (
                select m.ctid as place from still cross join lateral (
                    select ctid from dirty_thread
                    where shard = still.shard and thread_id = still.thread_id limit 1
                ) m where (select off from quick) = 'off'
            ) k
            where d.ctid = k.place
            """;

    /// Parks heads that the inbox refuses.
    public static final String PARK = """
            with given as materialized (
                select ?::text as thread_id, ?::int2 as shard, ?::int8 as sequence, ?::int8 as moves, ?::text as reason,
                    ?::int4 as attempts
            ), parked as (
                insert into thread_relay as r
                    (thread_id, parked_sequence, parked_reason, parked_attempts, parked_time)
                select thread_id, sequence, reason, attempts, now() from given
                on conflict (thread_id) do update set parked_sequence = excluded.parked_sequence,
                    parked_reason = excluded.parked_reason, parked_attempts = excluded.parked_attempts,
                    parked_time = excluded.parked_time
                where r.read_moves = (select moves from given)
                returning thread_id
            ), still as materialized (
                select h.thread_id, g.shard
                from given g
                join parked p on p.thread_id = g.thread_id
                join thread_head h on h.thread_id = g.thread_id
                where h.sequence = g.sequence for update of h skip locked
            )
            delete from dirty_thread d using (
                select m.ctid as place from still cross join lateral (
                    select ctid from dirty_thread
                    where shard = still.shard and thread_id = still.thread_id limit 1
                ) m
            ) k
            where d.ctid = k.place
            """;

    /// Lists the parked heads.
    public static final String PARKED = """
            select thread_id, parked_sequence, coalesce(parked_reason, '') as parked_reason,
                coalesce(parked_attempts, 0) as parked_attempts, coalesce(parked_time, settled_time) as parked_time
            from thread_relay
            where parked_sequence is not null and thread_id > ? order by thread_id limit ?
            """;

    /// A thread that moves all the time stays marked, but the inbox lacks only what came after the last settlement.
    public static final String DEPTH = """
            select (
                select count(*) from (
                    select 1 from thread_relay where parked_sequence is not null limit ?
                ) as parked
            ), (
                select coalesce(extract(epoch from now() - min(greatest(d.marked_time, r.settled_time))) * 1000, 0)::int8
                from (select * from dirty_thread order by shard, thread_id limit 10000) d
                left join lateral (
                    select settled_time from thread_relay where thread_id = d.thread_id limit 1
                ) r on true
            )
            """;

    /// Retries a parked head.
    public static final String RETRY = """
            with freed as (
                update thread_relay set parked_sequence = null, parked_reason = null, parked_time = null,
                    parked_attempts = null
                where thread_id = ? and parked_sequence is not null returning thread_id
            ), marked as (
                insert into dirty_thread (shard, thread_id) select ?, thread_id from freed on conflict do nothing
            )
            select count(*) from freed
            """;

    private RelaySql() {}
}
