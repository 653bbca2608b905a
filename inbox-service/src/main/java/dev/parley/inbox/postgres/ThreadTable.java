package dev.parley.inbox.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.merge.Head;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.row.ThreadSummary;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The table `thread_state`, with `thread_due`.
final class ThreadTable {

    /// Ensures that there is a row for each thread and locks it, in key order. The row only changes if a
    /// newer version of the rules has placed the thread: that version must place it again after this one.
    private static final String LOCK = """
            insert into thread_state as t (thread_id, rule)
            select n.thread_id, n.rule from unnest(?::text[], ?::smallint[]) as n (thread_id, rule)
            order by n.thread_id collate "C"
            on conflict (thread_id) do update set rule = excluded.rule where t.rule > excluded.rule
            """;

    /// Waits for no lock, so it needs no order.
    static final String OUTDATED = """
            select thread_id from thread_state where rule < ? order by rule limit ? for update skip locked
            """;

    private static final String SET_RULE = "update thread_state set rule = ? where thread_id = any (?)";

    private static final String LOAD = """
            select thread_id, thread_version, form, kind, subject, create_time, archived, participants,
                head_sequence, head_ordinal, message_id, message_time, hidden_ordinals, hidden_stamps
            from thread_state where thread_id = any (?)
            """;

    /// Unchanged arrays are not written again: large ones are stored outside their row.
    private static final String WRITE_HEADS = """
            update thread_state t
            set head_sequence = n.head_sequence, head_ordinal = n.head_ordinal, message_id = n.message_id,
                message_time = n.message_time,
                hidden_ordinals = case when t.hidden_ordinals = n.hidden_ordinals::bigint[] then t.hidden_ordinals
                    else n.hidden_ordinals::bigint[] end,
                hidden_stamps = case when t.hidden_stamps = n.hidden_stamps::bigint[] then t.hidden_stamps
                    else n.hidden_stamps::bigint[] end
            from unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
                as n (thread_id, head_sequence, head_ordinal, message_id, message_time, hidden_ordinals, hidden_stamps)
            where t.thread_id = n.thread_id
            """;

    private static final String WRITE_FACTS = """
            update thread_state t
            set thread_version = n.version, form = n.form, kind = n.kind, subject = n.subject,
                create_time = n.create_time, archived = n.archived, participants = n.participants::text[],
                first_participants = n.first_participants::text[], participant_count = n.participant_count
            from unnest(?::text[], ?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::timestamptz[], ?::boolean[],
                    ?::text[], ?::text[], ?::integer[])
                as n (thread_id, version, form, kind, subject, create_time, archived,
                    participants, first_participants, participant_count)
            where t.thread_id = n.thread_id
            """;

    /// A thread that was quiet is due immediately; one that was just placed is due after a rest.
    private static final String PUT_DUE = """
            insert into thread_due (thread_id, due_time)
            select t.thread_id, greatest(now(), t.placed_time + interval '%d milliseconds')
            from thread_state t where t.thread_id = any (?)
            on conflict (thread_id) do nothing
            """.formatted(MergeStore.REST.toMillis());

    static final String NEXT_DUE = """
            select thread_id from thread_due where due_time <= now() order by due_time limit 1
            for update skip locked
            """;

    /// Whoever has taken the due thread waits for its lock, and is left to do its work again: waiting for it here
    /// would be a deadlock. The own lock is not skipped.
    private static final String PLACED = """
            with due as (
                delete from thread_due where thread_id in (
                    select thread_id from thread_due where thread_id = ? for update skip locked)
            )
            update thread_state set placed_time = clock_timestamp() where thread_id = ?
            """;

    private static final String PENDING = """
            select exists (select from thread_due where thread_id = ?)
                or exists (select from thread_state where rule < ? and thread_id = ?)
                or exists (select from inbox_dropped)
            """;

    private final Connection connection;
    private final int rule;

    /// The table as seen by a version of the rules.
    ThreadTable(Connection connection, int rule) {
        this.connection = connection;
        this.rule = rule;
    }

    void lock(Collection<ThreadId> threads) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            new SqlArrays<>(lock, threads).text(ThreadId::value).smallint(thread -> (short) rule);
            lock.executeUpdate();
        }
    }

    /// Locks some of the threads that an older version of the rules placed, except those that others have locked.
    List<ThreadId> lockOutdated(int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OUTDATED)) {
            select.setInt(1, rule);
            select.setInt(2, limit);
            return Rows.list(select, row -> new ThreadId(row.getString(1)));
        }
    }

    /// Records that the rows of threads were placed by this version of the rules.
    void setRule(List<ThreadId> threads) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(SET_RULE)) {
            write.setInt(1, rule);
            SqlArrays.from(2, write, threads).text(ThreadId::value);
            write.executeUpdate();
        }
    }

    Map<ThreadId, ThreadState> load(Collection<ThreadId> threads) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOAD)) {
            new SqlArrays<>(select, threads).text(ThreadId::value);
            return Rows.map(select, row -> new ThreadId(row.getString("thread_id")), ThreadTable::toState);
        }
    }

    void writeHeads(List<ThreadState> threads) throws SQLException {
        if (threads.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE_HEADS)) {
            new SqlArrays<>(write, threads)
                    .text(thread -> thread.thread().value())
                    .bigint(thread -> thread.head().sequence())
                    .bigint(thread -> thread.head().ordinal())
                    .text(thread -> thread.head()
                            .newest()
                            .map(newest -> newest.message().value())
                            .orElse(null))
                    .time(thread -> thread.head()
                            .newest()
                            .map(Head.NewestMessage::createTime)
                            .orElse(null))
                    .text(thread -> HiddenColumns.ordinals(thread.hidden()))
                    .text(thread -> HiddenColumns.stamps(thread.hidden()));
            write.executeUpdate();
        }
    }

    void writeFacts(List<ThreadState> threads) throws SQLException {
        if (threads.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE_FACTS)) {
            new SqlArrays<>(write, threads)
                    .text(thread -> thread.thread().value())
                    .bigint(ThreadState::version)
                    .integer(thread -> thread.facts().form())
                    .integer(thread -> thread.facts().kind())
                    .text(thread -> thread.facts().subject())
                    .time(thread -> thread.facts().createTime())
                    .flag(thread -> thread.facts().archived())
                    .text(thread -> ParticipantColumn.toSql(thread.participants()))
                    .text(thread -> ParticipantColumn.toSql(thread.participants().stream()
                            .limit(ThreadSummary.FIRST)
                            .toList()))
                    .integer(thread -> thread.participants().size());
            write.executeUpdate();
        }
    }

    /// Records threads whose rows must be updated to the head.
    void putDue(Set<ThreadId> threads) throws SQLException {
        if (threads.isEmpty()) {
            return;
        }
        try (PreparedStatement put = connection.prepareStatement(PUT_DUE)) {
            new SqlArrays<>(put, threads).text(ThreadId::value);
            put.executeUpdate();
        }
    }

    /// Takes a due thread for this transaction; empty if there is none that nobody else has taken.
    Optional<ThreadId> nextDue() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_DUE)) {
            return Rows.first(select, row -> new ThreadId(row.getString(1)));
        }
    }

    /// Whether a background step still has to place the rows of a thread.
    boolean isPending(ThreadId thread) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PENDING)) {
            select.setString(1, thread.value());
            select.setInt(2, rule);
            select.setString(3, thread.value());
            return Rows.one(select, row -> row.getBoolean(1));
        }
    }

    /// Records that the rows of a locked thread are up to date with its head. A thread that somebody else has taken
    /// as due stays due.
    void setPlaced(ThreadId thread) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(PLACED)) {
            write.setString(1, thread.value());
            write.setString(2, thread.value());
            write.executeUpdate();
        }
    }

    private static ThreadState toState(ResultSet row) throws SQLException {
        return new ThreadState(
                new ThreadId(row.getString("thread_id")),
                row.getLong("thread_version"),
                new ThreadFacts(
                        row.getInt("form"),
                        row.getInt("kind"),
                        row.getString("subject"),
                        SqlTime.get(row, "create_time"),
                        row.getBoolean("archived")),
                ParticipantColumn.read(SqlArrays.texts(row, "participants")),
                toHead(row),
                HiddenColumns.read(row, "hidden_ordinals", "hidden_stamps"));
    }

    private static Head toHead(ResultSet row) throws SQLException {
        String message = row.getString("message_id");
        return new Head(
                row.getLong("head_sequence"),
                row.getLong("head_ordinal"),
                message == null
                        ? Optional.empty()
                        : Optional.of(
                                new Head.NewestMessage(new MessageId(message), SqlTime.get(row, "message_time"))));
    }
}
