package dev.parley.message.postgres;

/// The statements that read cursors, and their columns.
///
/// Calls of users are decided by [dev.parley.message.receipt.CursorMove], in batches (`cursor.CursorBatchSql`).
/// Only the relay and the lanes, which move the cursors of many users in one statement, express rules of
/// `CursorRow` in SQL.
public final class CursorSql {

    /// The columns of a row of `cursor` that [CursorTable#read] needs.
    public static final String COLUMNS =
            "user_id, read_sequence, read_ordinal, read_time, epoch, join_version, join_sequence, delivered_sequence";

    /// Whether no advance that is kept covers the read position of a row of `cursor c` yet. After a move back,
    /// messages that an advance already covers are read again.
    private static final String READ_FIRST = "c.read_sequence > greatest(c.advance_sequence, c.join_sequence)";

    /// Keeps the read position of a row of `cursor c` as its newest advance if a condition holds.
    private static final String KEEP = """
            advance_sequence = case when %1$s and %2$s then c.read_sequence else c.advance_sequence end,
            advance_time = case when %1$s and %2$s then c.read_time else c.advance_time end""";

    /// The columns of a row of `cursor c` that [CursorTable#row] needs, and of the user's newest send
    /// `own` that is not folded.
    public static final String ROW = """
            coalesce(c.read_sequence, 0) as read_sequence, coalesce(c.read_ordinal, 0) as read_ordinal,
            coalesce(c.read_time, 'epoch') as read_time, coalesce(c.epoch, 0) as epoch,
            coalesce(c.join_version, 0) as join_version, coalesce(c.join_sequence, 0) as join_sequence,
            coalesce(c.delivered_sequence, 0) as delivered_sequence, coalesce(c.window_time, 'epoch') as window_time,
            coalesce(c.epoch_sequence, 0) as epoch_sequence, coalesce(c.advance_sequence, 0) as advance_sequence,
            coalesce(c.advance_time, 'epoch') as advance_time, own.sequence as sent_sequence,
            own.ordinal as sent_ordinal, own.create_time as sent_time
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
