package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.CursorMove;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Merges heads and cursors with three statements, however many there are.
final class HeadMerge {

    /// Also locks the threads whose head is no news.
    private static final String HEADS = """
            insert into thread_state as t (thread_id, head_sequence, head_ordinal, message_id, message_time)
            select thread_id, head_sequence, head_ordinal, message_id, message_time::timestamptz
            from unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                as told (thread_id, head_sequence, head_ordinal, message_id, message_time)
            order by thread_id collate "C"
            on conflict (thread_id) do update
            set head_sequence = excluded.head_sequence,
                head_ordinal = excluded.head_ordinal,
                message_id = excluded.message_id,
                message_time = excluded.message_time
            where excluded.head_sequence > t.head_sequence
            """;

    /// The news of each row: the head that its thread now has, and the greatest of the cursors that were told.
    /// Who takes part has a row; a cursor without one is kept in a row that is not listed.
    private static final String ROWS = """
            with news as materialized (
                select user_id, thread_id, bool_or(participant) as participant,
                    max(head_sequence) as head_sequence, max(head_ordinal) as head_ordinal,
                    max(activity_time) as activity_time,
                    max(read_sequence) as read_sequence, max(read_ordinal) as read_ordinal
                from (
                    select p.user_id, t.thread_id, true as participant, t.head_sequence, t.head_ordinal,
                        coalesce(t.message_time, t.create_time) as activity_time,
                        0::bigint as read_sequence, 0::bigint as read_ordinal
                    from thread_state t cross join lateral unnest(t.participant_ids) as p (user_id)
                    where t.thread_id = any (?)
                    union all
                    select user_id, thread_id, false, 0, 0, '-infinity', read_sequence, read_ordinal
                    from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
                        as move (thread_id, user_id, read_sequence, read_ordinal)
                ) as told
                group by user_id, thread_id
            ), kept as (
                insert into inbox_row (user_id, thread_id, removed, read_sequence, read_ordinal)
                select user_id, thread_id, true, read_sequence, read_ordinal
                from news n
                where not participant and not exists (
                    select from inbox_row r where r.user_id = n.user_id and r.thread_id = n.thread_id)
            )
            update inbox_row r
            set head_sequence = greatest(r.head_sequence, n.head_sequence),
                head_ordinal = greatest(r.head_ordinal, n.head_ordinal),
                activity_time = greatest(r.activity_time, n.activity_time),
                read_sequence = greatest(r.read_sequence, n.read_sequence),
                read_ordinal = greatest(r.read_ordinal, n.read_ordinal),
                revision = case when r.removed then r.revision else nextval('revision') end
            from news n
            where r.user_id = n.user_id and r.thread_id = n.thread_id
                and (n.head_sequence > r.head_sequence or n.read_sequence > r.read_sequence)
            returning r.user_id, r.revision
            """;

    private final Connection connection;

    private record Move(ThreadId thread, CursorMove cursor) {}

    HeadMerge(Connection connection) {
        this.connection = connection;
    }

    List<Advance> merge(List<ThreadHead> heads) throws SQLException {
        List<Move> moves = heads.stream()
                .flatMap(head -> head.moves().stream().map(cursor -> new Move(head.thread(), cursor)))
                .toList();
        writeHeads(heads);
        ShardLocks.take(
                connection,
                heads.stream().map(ThreadHead::thread).toList(),
                moves.stream().map(move -> move.cursor().user()).toList());
        return writeRows(heads, moves);
    }

    private void writeHeads(List<ThreadHead> heads) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(HEADS)) {
            new SqlArrays<>(write, heads)
                    .text(head -> head.thread().value())
                    .number(ThreadHead::sequence)
                    .number(ThreadHead::ordinal)
                    .text(head -> head.newest()
                            .map(newest -> newest.message().value())
                            .orElse(null))
                    .time(head -> head.newest()
                            .map(ThreadHead.NewestMessage::createTime)
                            .orElse(null));
            write.executeUpdate();
        }
    }

    private List<Advance> writeRows(List<ThreadHead> heads, List<Move> moves) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(ROWS)) {
            new SqlArrays<>(write, heads)
                    .text(head -> head.thread().value())
                    .then(moves)
                    .text(move -> move.thread().value())
                    .text(move -> move.cursor().user().value())
                    .number(move -> move.cursor().readSequence())
                    .number(move -> move.cursor().readOrdinal());
            return Rows.list(write, row -> new Advance(new UserId(row.getString(1)), row.getLong(2)));
        }
    }
}
