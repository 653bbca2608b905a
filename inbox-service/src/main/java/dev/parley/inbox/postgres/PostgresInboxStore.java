package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.row.InboxPage;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.RowPosition;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.unread.UnreadNumbers;
import dev.parley.inbox.watch.AtLeast;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlFunction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads inboxes from PostgreSQL, with one statement each, so that every answer is of one moment.
@Singleton
public final class PostgresInboxStore implements InboxStore {

    /// One row more than the page tells whether there is a next one. The first column is the revision of the inbox,
    /// also where the page is empty.
    static final String LIST = "select " + RowSql.COLUMNS + """
            , newest.revision
            from (
                select coalesce(
                    (select revision from inbox_row where user_id = ? order by revision desc limit 1), 0) as revision
            ) as newest
            left join lateral (
                select * from inbox_row
                where user_id = ? and folder = ? and not removed
                    and (activity_time, thread_id) < (?::timestamptz, ?)
                order by activity_time desc, thread_id desc
                limit ?
            ) as r on true
            left join thread_state t on t.thread_id = r.thread_id
            order by r.activity_time desc, r.thread_id desc
            """;

    private static final int LIST_REVISION = 17;

    private static final String FIND = "select " + RowSql.COLUMNS + """
            from inbox_row r join thread_state t on t.thread_id = r.thread_id
            where r.user_id = ? and r.thread_id = ? and not r.removed
            """;

    private static final String EXACT = """
            select from inbox_row where user_id = ? and thread_id = ? and not removed and head_sequence >= ?
            """;

    static final String BADGE = """
            select count(*), coalesce(sum(unread_count), 0),
                coalesce((select revision from inbox_row where user_id = ? order by revision desc limit 1), 0)
            from inbox_row where user_id = ? and folder = 1 and not removed and unread_count > 0
            """;

    private static final String NUMBERS = """
            select r.unread_count, r.head_ordinal, r.read_ordinal, r.hidden_ordinals, r.head_sequence, r.read_sequence,
                t.thread_version, r.revision
            from inbox_row r join thread_state t on t.thread_id = r.thread_id
            where r.user_id = ? and r.thread_id = ? and not r.removed
            """;

    static final String CHANGES = "select " + RowSql.COLUMNS + """
            from inbox_row r join thread_state t on t.thread_id = r.thread_id
            where r.user_id = ? and r.revision > ?
            order by r.revision
            limit ?
            """;

    private static final String REVISIONS = """
            select u.user_id, newest.revision
            from unnest(?::text[]) as u (user_id)
            cross join lateral (
                select revision from inbox_row r where r.user_id = u.user_id order by r.revision desc limit 1
            ) as newest
            """;

    private final Database database;

    /// Reads from the database of this service.
    public PostgresInboxStore(@Named("inbox") Database database) {
        this.database = database;
    }

    @Override
    public InboxPage<InboxRow> list(InboxQuery query) {
        return select(LIST, select -> {
            select.setString(1, query.user().value());
            select.setString(2, query.user().value());
            select.setInt(3, StoredEnums.number(query.folder()));
            select.setString(
                    4,
                    query.after().map(after -> after.activityTime().toString()).orElse("infinity"));
            select.setString(
                    5, query.after().map(after -> after.thread().value()).orElse(""));
            select.setInt(6, query.size() + 1);
            try (ResultSet result = select.executeQuery()) {
                return toPage(result, query.size());
            }
        });
    }

    private static InboxPage<InboxRow> toPage(ResultSet result, int size) throws SQLException {
        var rows = new ArrayList<InboxRow>(size);
        Optional<RowPosition> next = Optional.empty();
        long revision = 0;
        while (result.next()) {
            revision = result.getLong(LIST_REVISION);
            if (rows.size() == size) {
                next = Optional.of(rows.getLast().position());
            } else if (result.getString(1) != null) {
                rows.add(RowSql.toRow(result));
            }
        }
        return new InboxPage<>(rows, next, revision);
    }

    @Override
    public Optional<InboxRow> find(UserId user, ThreadId thread) {
        return select(FIND, select -> {
            select.setString(1, user.value());
            select.setString(2, thread.value());
            return Rows.first(select, RowSql::toRow);
        });
    }

    @Override
    public boolean isExact(UserId user, AtLeast position) {
        return select(EXACT, select -> {
            select.setString(1, user.value());
            select.setString(2, position.thread().value());
            select.setLong(3, position.sequence());
            return Rows.first(select, row -> true).isPresent();
        });
    }

    @Override
    public Badge badge(UserId user) {
        return select(BADGE, select -> {
            select.setString(1, user.value());
            select.setString(2, user.value());
            return Rows.first(select, row -> new Badge(row.getLong(1), row.getLong(2), row.getLong(3)))
                    .orElseThrow();
        });
    }

    @Override
    public Optional<UnreadNumbers> numbers(UserId user, ThreadId thread) {
        return select(NUMBERS, select -> {
            select.setString(1, user.value());
            select.setString(2, thread.value());
            return Rows.first(select, PostgresInboxStore::toNumbers);
        });
    }

    private static UnreadNumbers toNumbers(ResultSet row) throws SQLException {
        long readOrdinal = row.getLong(3);
        Long[] hidden = (Long[]) row.getArray(4).getArray();
        return new UnreadNumbers(
                row.getLong(1),
                row.getLong(2),
                readOrdinal,
                Arrays.stream(hidden).filter(ordinal -> ordinal > readOrdinal).toList(),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8));
    }

    @Override
    public List<RowChange<InboxRow>> changesAfter(UserId user, long revision, int limit) {
        return select(CHANGES, select -> {
            select.setString(1, user.value());
            select.setLong(2, revision);
            select.setInt(3, limit);
            return Rows.list(select, RowSql::toChange);
        });
    }

    @Override
    public List<Advance> revisions(Collection<UserId> users) {
        return select(REVISIONS, select -> {
            new SqlArrays<>(select, users).text(UserId::value);
            return Rows.list(select, row -> new Advance(new UserId(row.getString(1)), row.getLong(2)));
        });
    }

    private <T> T select(String sql, SqlFunction<PreparedStatement, T> work) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                return work.apply(select);
            }
        });
    }
}
