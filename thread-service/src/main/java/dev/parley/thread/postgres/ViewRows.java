package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The queries for threads as they are shown, and their rows: one for the viewer and one for each of the
/// first participants.
final class ViewRows {
    private static final String SELECT = "select " + ThreadTable.COLUMNS + ", " + ParticipantTable.COLUMNS + " from ";

    /// One more than is shown, because the viewer may be among them.
    private static final String FIRST = """
            (select f.* from participant f where f.thread_id = t.thread_id and f.membership = 1
                order by f.join_order limit %d)
            """.formatted(ThreadView.PREVIEW + 1);

    /// Selects those of some threads of which a user is a participant. The limits make the planner join by
    /// id, whatever it estimates for a user with many threads.
    static final String OF_USER = SELECT + """
            unnest(?::text[]) asked (thread_id)
            cross join lateral (select m.* from participant m
                where m.thread_id = asked.thread_id and m.user_id = ? and m.membership = 1 limit 1) me
            cross join lateral (select o.* from thread o where o.thread_id = asked.thread_id limit 1) t
            cross join lateral ((select me.*) union all %s) p
            """.formatted(FIRST);

    /// Selects some threads.
    static final String OF_ANYBODY = SELECT + """
            thread t left join lateral %s p on true where t.thread_id = any(?)
            """.formatted(FIRST);

    /// Selects a page of a user's threads: a full page of each kind by the index, and then the newest of
    /// those.
    static final String LIST = """
            with page as (
                select k.thread_id, k.thread_create_time from unnest(?::smallint[]) kinds (kind) cross join lateral (
                    select o.thread_id, o.thread_create_time from participant o
                    where o.user_id = ? and o.kind = kinds.kind and o.membership = 1
                        and (o.thread_create_time, o.thread_id)
                            < (coalesce(?::timestamptz, 'infinity'), coalesce(?::text, ''))
                    order by o.thread_create_time desc, o.thread_id desc limit ?) k
                order by k.thread_create_time desc, k.thread_id desc limit ?)
            """ + SELECT + """
            page join thread t on t.thread_id = page.thread_id
            join participant me on me.thread_id = t.thread_id and me.user_id = ?
            cross join lateral ((select me.*) union all %s) p
            order by page.thread_create_time desc, page.thread_id desc
            """.formatted(FIRST);

    private ViewRows() {}

    /// Returns one view per thread, in the order of its first row.
    static List<ThreadView> list(PreparedStatement query, Optional<UserId> viewer) throws SQLException {
        Map<String, MessageThread> threads = new LinkedHashMap<>();
        Map<String, Map<UserId, Participant>> participants = new LinkedHashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                var id = row.getString("thread_id");
                if (!threads.containsKey(id)) {
                    threads.put(id, ThreadTable.thread(row));
                    participants.put(id, new LinkedHashMap<>());
                }
                if (row.getString("user_id") != null) {
                    var one = ParticipantTable.participant(row);
                    participants.getOrDefault(id, Map.of()).put(one.user(), one);
                }
            }
        }
        return threads.entrySet().stream()
                .map(entry -> view(entry.getValue(), participants.getOrDefault(entry.getKey(), Map.of()), viewer))
                .toList();
    }

    private static ThreadView view(MessageThread thread, Map<UserId, Participant> rows, Optional<UserId> viewer) {
        var own = viewer.flatMap(user -> Optional.ofNullable(rows.get(user)));
        var first = new ArrayList<>(rows.values());
        first.sort((a, b) -> Long.compare(a.join().order(), b.join().order()));
        return ThreadView.of(thread, first, own);
    }
}
