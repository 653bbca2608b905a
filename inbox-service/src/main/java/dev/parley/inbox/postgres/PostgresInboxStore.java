package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.row.Explanation;
import dev.parley.inbox.row.InboxPage;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.RowPosition;
import dev.parley.inbox.unread.Badge;
import dev.parley.platform.paging.Page;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.postgres.SqlFunction;
import dev.parley.platform.postgres.SqlTime;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads inboxes from PostgreSQL, with one statement each, so that every result is a consistent snapshot.
@Singleton
public final class PostgresInboxStore implements InboxStore {

    private static final String REVISION =
            "coalesce((select value from inbox_revision where key = ?), 0) as inbox_revision";

    /// The last column is the revision of the inbox, even if the page is empty.
    static final String LIST = "select " + RowSql.COLUMNS + ", inbox.inbox_revision\nfrom (select " + REVISION + """
            ) as inbox
            left join lateral (
                select * from inbox_place
                where user_id = ? and folder = ? and as_of >= 0
                    and (pin_rank, activity_time, thread_id) < (?, ?, ?)
                order by pin_rank desc, activity_time desc, thread_id desc
                limit ?
            ) as p on true
            """
            + RowSql.JOINS + "order by p.pin_rank desc, p.activity_time desc, p.thread_id desc";

    static final String FIND = "select " + RowSql.COLUMNS + " from inbox_place p " + RowSql.JOINS + """
            where p.user_id = ? and p.thread_id = ? and p.lead and p.folder > 0
            """;

    static final String FIND_ALL = "select " + RowSql.COLUMNS
            + " from unnest(?::text[]) as k (thread_id) cross join lateral (" + """
                select * from inbox_place
                where user_id = ? and thread_id = k.thread_id and lead and folder > 0 limit 1
            ) p
            """ + RowSql.JOINS;

    static final String BADGE = "select count(*), coalesce(sum(unread), 0), " + REVISION + """
             from inbox_place where user_id = ? and folder = ? and unread > 0
            """;

    private static final String EXPLAIN =
            "select " + RowSql.COLUMNS + ", t.thread_version from inbox_place p " + RowSql.JOINS + """
            where p.user_id = ? and p.thread_id = ? and p.lead and p.folder > 0
            """;

    static final String CHANGES = "select " + RowSql.COLUMNS + " from inbox_place p " + RowSql.JOINS + """
            where p.user_id = ? and p.lead and p.revision > 0 and p.revision > ? and (p.folder > 0 or p.revision > ?)
            order by p.revision
            limit ?
            """;

    private static final RowPosition START =
            new RowPosition(Long.MAX_VALUE, Instant.parse("9999-12-31T23:59:59Z"), new ThreadId("thr_0"));

    private final Database database;

    /// Reads from the database of this service.
    public PostgresInboxStore(@Named("inbox") Database database) {
        this.database = database;
    }

    @Override
    public InboxPage<InboxRow> list(InboxQuery query) {
        return select(LIST, select -> {
            var after = query.after().orElse(START);
            select.setString(1, query.user().value());
            select.setString(2, query.user().value());
            SqlEnums.set(select, 3, query.folder());
            select.setLong(4, after.pinRank());
            SqlTime.set(select, 5, after.activityTime());
            select.setString(6, after.thread().value());
            select.setInt(7, Page.<InboxRow>probe(query.size()));
            try (ResultSet result = select.executeQuery()) {
                return toPage(query, result);
            }
        });
    }

    private static InboxPage<InboxRow> toPage(InboxQuery query, ResultSet result) throws SQLException {
        var rows = new ArrayList<InboxRow>(query.size() + 1);
        long revision = 0;
        while (result.next()) {
            revision = result.getLong("inbox_revision");
            if (result.getString("thread_id") != null) {
                rows.add(RowSql.toRow(query.user(), result));
            }
        }
        return new InboxPage<>(Page.of(rows, query.size()), revision);
    }

    @Override
    public Optional<InboxRow> find(UserId user, ThreadId thread) {
        return select(FIND, select -> {
            select.setString(1, user.value());
            select.setString(2, thread.value());
            return Rows.first(select, row -> RowSql.toRow(user, row));
        });
    }

    @Override
    public List<InboxRow> findAll(UserId user, Collection<ThreadId> threads) {
        return select(FIND_ALL, select -> {
            new SqlArrays<>(select, threads).text(ThreadId::value);
            select.setString(2, user.value());
            return Rows.list(select, row -> RowSql.toRow(user, row));
        });
    }

    @Override
    public Badge badge(UserId user) {
        return select(BADGE, select -> {
            select.setString(1, user.value());
            select.setString(2, user.value());
            SqlEnums.set(select, 3, Folder.ALL);
            return Rows.one(select, row -> new Badge(row.getLong(1), row.getLong(2), row.getLong(3)));
        });
    }

    @Override
    public Optional<Explanation> explain(UserId user, ThreadId thread) {
        return select(EXPLAIN, select -> {
            select.setString(1, user.value());
            select.setString(2, thread.value());
            return Rows.first(select, row -> toExplanation(RowSql.toRow(user, row), row.getLong("thread_version")));
        });
    }

    private static Explanation toExplanation(InboxRow row, long threadVersion) {
        return new Explanation(
                row.unread(), row.state().cursor(), row.thread().headSequence(), threadVersion, row.revision());
    }

    @Override
    public List<RowChange<InboxRow>> changesAfter(ChangeQuery query) {
        return select(CHANGES, select -> {
            select.setString(1, query.user().value());
            select.setLong(2, query.after());
            select.setLong(3, query.removedAfter());
            select.setInt(4, query.limit());
            return Rows.list(select, row -> RowSql.toChange(query.user(), row));
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
