package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rows of `timeline`, and the frames by their timelines.
public final class TimelineTable {

    /// The number of the current timeline, for the frames of a batch. It is looked up once for each statement.
    public static final String NUMBER = "(select max(number) from timeline)";

    /// The column that [#read] needs, also looked up once for each statement.
    static final String NAME = "(select number || '.' || mark from timeline order by number desc limit 1) as timeline";

    /// Begins a timeline if the server is not the one of the current timeline: another cluster, or one that was
    /// promoted or recovered since. A lane runs it before its first write on a session, so whatever it writes
    /// belongs to the right timeline. Returns nothing of variable length.
    public static final String CHECK = "select check_timeline()";

    private static final String BEGIN = "select begin_timeline(?)";

    /// A position diverged if its frame is missing, or was written in a later timeline. All positions of a timeline
    /// that this store never had diverged.
    static final String DIVERGED = """
            select k.thread_id from unnest(?::text[], ?::int8[]) as k (thread_id, sequence)
            left join lateral (
                select timeline from frame where thread_id = k.thread_id and sequence = k.sequence limit 1
            ) f on true
            where not exists (select 1 from timeline t where t.number = ? and t.mark = ?)
                or k.sequence > 0 and (f.timeline is null or f.timeline > ?)
            """;

    private TimelineTable() {}

    static Timeline read(ResultSet row) throws SQLException {
        return Timeline.parse(row.getString("timeline")).orElseThrow();
    }

    /// Begins a timeline after another one, unless that has been done.
    static void begin(Connection connection, Timeline after) throws SQLException {
        try (var begin = connection.prepareStatement(BEGIN)) {
            begin.setInt(1, after.number());
            begin.execute();
        }
    }

    static Set<ThreadId> diverged(Connection connection, Timeline since, Map<ThreadId, Long> positions)
            throws SQLException {
        try (var query = connection.prepareStatement(DIVERGED)) {
            var all = List.copyOf(positions.entrySet());
            query.setObject(1, Columns.texts(all, one -> one.getKey().value()));
            query.setObject(2, Columns.numbers(all, Map.Entry::getValue));
            query.setInt(3, since.number());
            query.setString(4, since.mark());
            query.setInt(5, since.number());
            return new HashSet<>(Rows.list(query, row -> new ThreadId(row.getString(1))));
        }
    }
}
