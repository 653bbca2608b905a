package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.thread.roster.ThreadRequest;
import java.sql.Connection;
import java.sql.SQLException;

/// Statements on the requests that were kept.
final class RequestTable {
    private static final String CLAIM = """
            insert into request (user_id, request_id, method, content_hash, thread_id, create_time)
            values (?, ?, ?, ?, ?, now()) on conflict do nothing
            """;
    private static final String FIND =
            "select method, content_hash, thread_id from request where user_id = ? and request_id = ?";

    private RequestTable() {}

    /// Whether this is the first transaction with this request, which its commit makes so. Waits for another one that
    /// is under way.
    static boolean claim(Connection connection, ThreadRequest request, ThreadId thread) throws SQLException {
        try (var insert = connection.prepareStatement(CLAIM)) {
            insert.setString(1, request.user().value());
            insert.setString(2, request.requestId());
            insert.setString(3, request.method());
            insert.setString(4, request.contentHash());
            insert.setString(5, thread.value());
            return insert.executeUpdate() == 1;
        }
    }

    /// The thread of a request that is not the first. Fails with `RequestIdReused` when the first had other content.
    static ThreadId thread(Connection connection, ThreadRequest request) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setString(1, request.user().value());
            query.setString(2, request.requestId());
            return Rows.first(query, row -> new Kept(row.getString(1), row.getString(2), row.getString(3)))
                    .filter(kept -> kept.method().equals(request.method())
                            && kept.contentHash().equals(request.contentHash()))
                    .map(kept -> new ThreadId(kept.threadId()))
                    .orElseThrow(() -> new RequestIdReused(request.requestId()).exception());
        }
    }

    private record Kept(String method, String contentHash, String threadId) {}
}
