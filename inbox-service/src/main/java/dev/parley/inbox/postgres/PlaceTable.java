package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeOutcome.NumberedMove;
import dev.parley.inbox.merge.Placement;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.rebuild.StoredInboxes.Strays;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `inbox_place`.
final class PlaceTable {

    static final String MOVE = """
            update inbox_place p
            set pin_rank = n.pin_rank, activity_time = n.activity_time, unread = n.unread, as_of = n.as_of,
                revision = n.revision
            from unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[])
                as n (user_id, thread_id, pin_rank, activity_time, unread, as_of, revision)
            where p.user_id = n.user_id and p.thread_id = n.thread_id
            """;

    static final String CLEAR = """
            delete from inbox_place p using unnest(?::text[], ?::text[]) as n (user_id, thread_id)
            where p.user_id = n.user_id and p.thread_id = n.thread_id
            """;

    /// One row for each folder, or the single row of a removed thread in folder 0.
    private static final String FILE = """
            insert into inbox_place (user_id, thread_id, folder, folders, lead, pin_rank, activity_time, unread, as_of,
                revision)
            select n.user_id, n.thread_id, folder, n.folders, n.folders & ((1 << folder) - 1) = 0, n.pin_rank,
                case when n.folders = 0 then now() else n.activity_time end, n.unread, n.as_of, n.revision
            from unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::integer[])
                as n (user_id, thread_id, pin_rank, activity_time, unread, as_of, revision, folders)
            cross join generate_series(0, 30) as folder
            where (n.folders >> folder) & 1 = 1 or n.folders = 0 and folder = 0
            """;

    /// Deletes some of the old removed rows, and records the newest revision of them for each user who lost
    /// some.
    static final String FORGET = """
            with forgotten as (
                delete from inbox_place p using (
                    select user_id, thread_id from inbox_place
                    where folder = 0 and activity_time < now() - interval '30 days'
                    order by activity_time limit ?
                    for update skip locked
                ) as old
                where p.user_id = old.user_id and p.thread_id = old.thread_id and p.folder = 0
                returning p.user_id, p.revision
            ), noted as (
                insert into inbox_compacted as c (user_id, revision)
                select user_id, max(revision) from forgotten group by user_id order by user_id
                on conflict (user_id) do update set revision = greatest(c.revision, excluded.revision)
            )
            select count(*) from forgotten
            """;

    /// Looks at this many rows at once, which takes less than 0.1 s for threads with a thousand participants.
    private static final int LOOKED_AT = 500;

    static final String PARTICIPANTS = """
            with slice as materialized (
                select user_id, thread_id from inbox_place
                where lead and folder > 0 and (user_id, thread_id) > (?, ?)
                order by user_id, thread_id limit ?
            )
            select s.user_id, s.thread_id, exists (
                    select from thread_state t cross join unnest(t.participants) as p (text)
                    where t.thread_id = s.thread_id and split_part(p.text, '|', 1) = s.user_id
                ) as participant
            from slice s order by s.user_id, s.thread_id
            """;

    private final Connection connection;

    /// A row in an inbox.
    private record Filed(RowKey key, boolean participant) {}

    PlaceTable(Connection connection) {
        this.connection = connection;
    }

    void write(List<NumberedMove> moves) throws SQLException {
        var refiled = moves.stream().filter(one -> one.move().refiled()).toList();
        move(moves.stream().filter(one -> !one.move().refiled()).toList());
        if (!refiled.isEmpty()) {
            clear(refiled);
            file(refiled);
        }
    }

    private void move(List<NumberedMove> moves) throws SQLException {
        if (moves.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            set(statement, moves);
            statement.executeUpdate();
        }
    }

    private void clear(List<NumberedMove> moves) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement(CLEAR)) {
            new SqlArrays<>(clear, moves)
                    .text(one -> one.move().key().user().value())
                    .text(one -> one.move().key().thread().value());
            clear.executeUpdate();
        }
    }

    private void file(List<NumberedMove> moves) throws SQLException {
        try (PreparedStatement file = connection.prepareStatement(FILE)) {
            set(file, moves).integer(one -> FolderBits.of(one.move().placement().folders()));
            file.executeUpdate();
        }
    }

    private static SqlArrays<NumberedMove> set(PreparedStatement statement, List<NumberedMove> moves)
            throws SQLException {
        return new SqlArrays<>(statement, moves)
                .text(one -> one.move().key().user().value())
                .text(one -> one.move().key().thread().value())
                .bigint(one -> one.move().placement().pinRank())
                .time(one -> one.move().placement().activity())
                .bigint(one -> one.move().placement().unread())
                .bigint(one -> one.move().placement().asOf())
                .bigint(NumberedMove::revision);
    }

    /// Deletes some of the old removed rows. Returns how many.
    int forgetOld(int limit) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setInt(1, limit);
            return Rows.one(forget, row -> row.getInt(1));
        }
    }

    /// Returns rows of users who are no participants, at most `limit`, among the rows after another one.
    Strays strays(Optional<RowKey> after, int limit) throws SQLException {
        List<Filed> slice = slice(after);
        var strays = new ArrayList<RowKey>();
        for (Filed one : slice) {
            if (!one.participant()) {
                strays.add(one.key());
            }
            if (strays.size() == limit) {
                return new Strays(strays, Optional.of(one.key()));
            }
        }
        return new Strays(
                strays,
                slice.size() < LOOKED_AT
                        ? Optional.empty()
                        : Optional.of(slice.getLast().key()));
    }

    private List<Filed> slice(Optional<RowKey> after) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PARTICIPANTS)) {
            select.setString(1, after.map(row -> row.user().value()).orElse(""));
            select.setString(2, after.map(row -> row.thread().value()).orElse(""));
            select.setInt(3, LOOKED_AT);
            return Rows.list(
                    select,
                    row -> new Filed(
                            new RowKey(new UserId(row.getString("user_id")), new ThreadId(row.getString("thread_id"))),
                            row.getBoolean("participant")));
        }
    }

    /// Reads a placement from the columns of `inbox_place`.
    static Placement toPlacement(ResultSet row) throws SQLException {
        return new Placement(
                FolderBits.read(row.getInt("folders")),
                row.getLong("pin_rank"),
                SqlTime.get(row, "activity_time"),
                row.getLong("unread"),
                row.getLong("as_of"));
    }
}
