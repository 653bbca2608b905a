package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeOutcome.PlaceChange;
import dev.parley.inbox.merge.Placement;
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
import java.util.SortedSet;
import java.util.TreeSet;

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

    /// One row for each folder, or the one of a removed thread in folder 0.
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

    private static final String OLD = """
            select user_id from inbox_place where folder = 0 and activity_time < now() - interval '30 days'
            order by activity_time limit ?
            """;

    /// Looks again under the locks of the users: a row may be listed again by now.
    private static final String FORGET = """
            with forgotten as (
                delete from inbox_place where user_id = any (?) and folder = 0
                    and activity_time < now() - interval '30 days'
                returning user_id, revision
            )
            select user_id, max(revision) from forgotten group by user_id
            """;

    private final Connection connection;

    PlaceTable(Connection connection) {
        this.connection = connection;
    }

    void write(List<PlaceChange> changes) throws SQLException {
        var refiled = changes.stream().filter(PlaceChange::refiled).toList();
        move(changes.stream().filter(change -> !change.refiled()).toList());
        if (!refiled.isEmpty()) {
            clear(refiled);
            file(refiled);
        }
    }

    private void move(List<PlaceChange> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            set(move, changes);
            move.executeUpdate();
        }
    }

    private void clear(List<PlaceChange> changes) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement(CLEAR)) {
            new SqlArrays<>(clear, changes)
                    .text(change -> change.key().user().value())
                    .text(change -> change.key().thread().value());
            clear.executeUpdate();
        }
    }

    private void file(List<PlaceChange> changes) throws SQLException {
        try (PreparedStatement file = connection.prepareStatement(FILE)) {
            set(file, changes)
                    .integer(change -> FolderBits.of(change.placement().folders()));
            file.executeUpdate();
        }
    }

    private static SqlArrays<PlaceChange> set(PreparedStatement statement, List<PlaceChange> changes)
            throws SQLException {
        return new SqlArrays<>(statement, changes)
                .text(change -> change.key().user().value())
                .text(change -> change.key().thread().value())
                .bigint(change -> change.placement().pinRank())
                .time(change -> change.placement().activity())
                .bigint(change -> change.placement().unread())
                .bigint(change -> change.placement().asOf())
                .bigint(PlaceChange::revision);
    }

    /// Users who have removed rows that are old enough to be forgotten.
    SortedSet<UserId> usersWithOld(int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OLD)) {
            select.setInt(1, limit);
            return new TreeSet<>(Rows.list(select, row -> new UserId(row.getString(1))));
        }
    }

    /// Forgets the old removed rows of users, and returns the greatest revision of each that lost some.
    Map<UserId, Long> forgetOld(Collection<UserId> users) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            new SqlArrays<>(forget, users).text(UserId::value);
            return Rows.map(forget, row -> new UserId(row.getString(1)), row -> row.getLong(2));
        }
    }

    /// A placement, from the columns of `inbox_place`.
    static Placement toPlacement(ResultSet row) throws SQLException {
        return new Placement(
                FolderBits.read(row.getInt("folders")),
                row.getLong("pin_rank"),
                SqlTime.get(row, "activity_time"),
                row.getLong("unread"),
                row.getLong("as_of"));
    }
}
