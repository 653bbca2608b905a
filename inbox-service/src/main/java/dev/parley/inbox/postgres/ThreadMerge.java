package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Merges threads and who takes part in them with five statements, however many there are.
final class ThreadMerge {

    /// Makes sure of a row for each thread and locks it, without changing it.
    private static final String LOCK = """
            insert into thread_state as t (thread_id)
            select thread_id from unnest(?::text[]) as told (thread_id) order by thread_id collate "C"
            on conflict (thread_id) do update set thread_version = t.thread_version where false
            """;

    private static final String KNOWN = """
            select thread_id, thread_version, form, kind, subject, create_time, archived, participant_ids
            from thread_state where thread_id = any (?)
            """;

    private static final String THREADS = """
            update thread_state t
            set thread_version = told.version, form = told.form, kind = told.kind, subject = told.subject,
                create_time = told.create_time::timestamptz, archived = told.archived,
                participant_ids = string_to_array(told.participant_ids, ',')
            from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::text[])
                as told (thread_id, version, form, kind, subject, create_time, archived, participant_ids)
            where t.thread_id = told.thread_id
            """;

    private static final String ROWS = """
            insert into inbox_row (user_id, thread_id, folder, removed, counterpart_id,
                head_sequence, head_ordinal, activity_time, revision)
            select seat.user_id, t.thread_id, case when t.archived then 2 else 1 end, seat.removed,
                seat.counterpart_id, t.head_sequence, t.head_ordinal, coalesce(t.message_time, t.create_time),
                nextval('revision')
            from unnest(?::text[], ?::text[], ?::boolean[], ?::text[])
                as seat (thread_id, user_id, removed, counterpart_id)
            join thread_state t on t.thread_id = seat.thread_id
            on conflict (user_id, thread_id) do update
            set folder = excluded.folder, removed = excluded.removed, counterpart_id = excluded.counterpart_id,
                head_sequence = excluded.head_sequence, head_ordinal = excluded.head_ordinal,
                activity_time = excluded.activity_time, revision = excluded.revision
            returning user_id, revision
            """;

    private final Connection connection;

    ThreadMerge(Connection connection) {
        this.connection = connection;
    }

    /// The row of a user who takes part, or took part until now.
    private record Seat(ThreadId thread, UserId user, boolean removed, String counterpart) {}

    List<Advance> merge(List<ThreadChange> changes) throws SQLException {
        lock(changes);
        var known = known(changes);
        var news = changes.stream()
                .filter(change -> change.version() > known.get(change.thread()).version())
                .toList();
        if (news.isEmpty()) {
            return List.of();
        }
        var seats = news.stream()
                .flatMap(change -> changedSeats(known.get(change.thread()), change))
                .toList();
        ShardLocks.take(connection, List.of(), seats.stream().map(Seat::user).toList());
        writeThreads(news);
        return writeRows(seats);
    }

    /// Those of who takes part now or took part before whose row changes for them to see.
    private static Stream<Seat> changedSeats(ThreadChange before, ThreadChange now) {
        boolean factsChanged = !before.facts().equals(now.facts());
        var seats = new ArrayList<Seat>();
        for (UserId user : now.participants()) {
            String counterpart = counterpart(now.participants(), user);
            if (factsChanged
                    || !before.participants().contains(user)
                    || !counterpart.equals(counterpart(before.participants(), user))) {
                seats.add(new Seat(now.thread(), user, false, counterpart));
            }
        }
        for (UserId user : before.participants()) {
            if (!now.participants().contains(user)) {
                seats.add(new Seat(now.thread(), user, true, ""));
            }
        }
        return seats.stream();
    }

    private static String counterpart(Set<UserId> participants, UserId user) {
        return ThreadChange.counterpart(participants, user).map(UserId::value).orElse("");
    }

    private void lock(List<ThreadChange> changes) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            new SqlArrays<>(lock, changes).text(change -> change.thread().value());
            lock.executeUpdate();
        }
    }

    private Map<ThreadId, ThreadChange> known(List<ThreadChange> changes) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            new SqlArrays<>(select, changes).text(change -> change.thread().value());
            return Rows.list(select, ThreadMerge::toChange).stream()
                    .collect(Collectors.toMap(ThreadChange::thread, Function.identity()));
        }
    }

    private static ThreadChange toChange(ResultSet row) throws SQLException {
        String[] participants = (String[]) row.getArray("participant_ids").getArray();
        var facts = new ThreadFacts(
                StoredEnums.form(row.getInt("form")),
                StoredEnums.kind(row.getInt("kind")),
                row.getString("subject"),
                row.getObject("create_time", OffsetDateTime.class).toInstant(),
                row.getBoolean("archived"));
        return new ThreadChange(
                new ThreadId(row.getString("thread_id")),
                row.getLong("thread_version"),
                facts,
                Stream.of(participants).map(UserId::new).collect(Collectors.toSet()));
    }

    private void writeThreads(List<ThreadChange> news) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(THREADS)) {
            new SqlArrays<>(write, news)
                    .text(change -> change.thread().value())
                    .number(ThreadChange::version)
                    .number(change -> StoredEnums.number(change.facts().form()))
                    .number(change -> StoredEnums.number(change.facts().kind()))
                    .text(change -> change.facts().subject())
                    .time(change -> change.facts().createTime())
                    .flag(change -> change.facts().archived())
                    .text(change -> change.participants().stream()
                            .map(UserId::value)
                            .sorted()
                            .collect(Collectors.joining(",")));
            write.executeUpdate();
        }
    }

    private List<Advance> writeRows(List<Seat> seats) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(ROWS)) {
            new SqlArrays<>(write, seats)
                    .text(seat -> seat.thread().value())
                    .text(seat -> seat.user().value())
                    .flag(Seat::removed)
                    .text(Seat::counterpart);
            return Rows.list(write, row -> new Advance(new UserId(row.getString(1)), row.getLong(2)));
        }
    }
}
