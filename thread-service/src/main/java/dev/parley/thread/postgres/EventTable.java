package dev.parley.thread.postgres;

import dev.parley.id.RequestId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.change.Change;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Statements on the history of threads. Events are appended and deleted, but never changed.
final class EventTable {
    private static final String APPEND = """
            insert into thread_event (thread_id, version, request_id, time, kind, actor, user_id, position)
            select ?, ?, ?, ?, * from unnest(?::smallint[], ?::text[], ?::text[]) with ordinality
            """;

    /// Rows that another replica is deleting are skipped.
    static final String FORGET = """
            delete from thread_event where ctid = any (array(
                select ctid from thread_event where time < now() - ? * interval '1 second'
                order by time limit ? for update skip locked))
            """;

    private EventTable() {}

    /// Appends what a change did, in order.
    static void append(Connection connection, Change change, Optional<RequestId> request) throws SQLException {
        var thread = change.after().thread();
        try (var insert = connection.prepareStatement(APPEND)) {
            insert.setString(1, thread.id().value());
            insert.setLong(2, thread.version());
            insert.setString(3, request.map(RequestId::value).orElse(null));
            SqlTime.set(insert, 4, thread.stamp().updateTime());
            SqlArrays.from(5, insert, change.events())
                    .enums(ThreadEvent::kind)
                    .text(event -> event.actor().map(Actor::value).orElse(null))
                    .text(event -> event.user().map(UserId::value).orElse(null));
            insert.executeUpdate();
        }
    }

    /// Deletes the oldest events that are older than `life`. Returns their number.
    static int forget(Connection connection, Duration life, int most) throws SQLException {
        try (var delete = connection.prepareStatement(FORGET)) {
            delete.setLong(1, life.toSeconds());
            delete.setInt(2, most);
            return delete.executeUpdate();
        }
    }
}
