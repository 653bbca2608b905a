package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.Revisions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The revisions of users, in the table `inbox_revision`.
final class UserRevisions {

    private static final Revisions REVISIONS = new Revisions("inbox_revision");

    private UserRevisions() {}

    /// Draws this many revisions for each user, and returns the last of them. The users are locked until the
    /// end of the transaction.
    static Map<UserId, Long> draw(Connection connection, Map<UserId, Integer> counts) throws SQLException {
        var keys = new HashMap<String, Integer>();
        counts.forEach((user, count) -> keys.put(user.value(), count));
        return byUser(REVISIONS.next(connection, keys));
    }

    /// Returns the newest revision of each user; 0 if there is none.
    static Map<UserId, Long> current(Connection connection, Collection<UserId> users) throws SQLException {
        return byUser(
                REVISIONS.current(connection, users.stream().map(UserId::value).toList()));
    }

    private static Map<UserId, Long> byUser(Map<String, Long> found) {
        var revisions = new HashMap<UserId, Long>();
        found.forEach((key, value) -> revisions.put(new UserId(key), value));
        return revisions;
    }
}
