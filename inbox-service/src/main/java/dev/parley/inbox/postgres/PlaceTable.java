package dev.parley.inbox.postgres;

import dev.parley.inbox.merge.MergeOutcome.NumberedMove;
import dev.parley.inbox.merge.Placement;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

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

    private final Connection connection;

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
