package dev.parley.platform.request;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlFunction;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The results of writes by request id, stored in the transaction of the change and returned unchanged to a
/// retry, for 30 days.
///
/// Of two concurrent requests with one id, the second waits for the end of the first. A write that fails
/// stores nothing, so its retry is decided again. Each service has the table in its own schema:
///
/// ```sql
/// create table request_result (
///     scope text collate "C" not null, request_id text collate "C" not null,
///     content_hash bytea not null, result bytea, create_time timestamptz not null,
///     primary key (scope, request_id));
/// create index request_result_time on request_result (create_time);
/// ```
public final class RequestResults {

    /// How long a result is kept.
    public static final Duration RETENTION = Duration.ofDays(30);

    /// The maximum size of a result, in bytes.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int ATTEMPTS = 3;
    private static final int PURGE_BATCH = 500;
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    /// Claims the id, even from an expired result; returns no row if the id is in use.
    private static final String TAKE = """
            insert into request_result as r (scope, request_id, content_hash, create_time) values (?, ?, ?, now())
            on conflict (scope, request_id) do update
                set content_hash = excluded.content_hash, result = null, create_time = now()
                where r.create_time < now() - interval '30 days'
            """;
    private static final String PUT = "update request_result set result = ? where scope = ? and request_id = ?";
    private static final String FIND = """
            select content_hash, result from request_result
            where scope = ? and request_id = ? and create_time >= now() - interval '30 days'
            """;
    private static final String PURGE = """
            delete from request_result where ctid = any (array(
                select ctid from request_result where create_time < now() - interval '30 days'
                order by create_time limit ? for update skip locked))
            """;

    private record Stored(byte[] contentHash, byte[] result) {}

    /// The result of a write.
    ///
    /// @param replayed whether an earlier request with the same id had already made it
    public record Result(byte[] bytes, boolean replayed) {}

    private RequestResults() {}

    /// Makes a change and stores its result, or returns the result of an earlier call of the same request.
    /// Must be called first in the transaction, before the change takes any lock.
    ///
    /// Throws `RequestIdReused` if the id was already used with other content.
    ///
    /// @param contentHash a hash of the whole request, keyed if there are so few possible contents that they
    /// could be guessed
    public static Result once(
            Connection connection, RequestKey key, byte[] contentHash, SqlFunction<Connection, byte[]> change)
            throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (takes(connection, key, contentHash)) {
                byte[] result = change.apply(connection);
                put(connection, key, result);
                return new Result(result, false);
            }
            Optional<Result> earlier = replay(connection, key, contentHash);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
    }

    /// Returns the result of an earlier call of the same request, without claiming the id; empty if there is
    /// none. Throws `RequestIdReused` if the id was used with other content.
    public static Optional<Result> replay(Connection connection, RequestKey key, byte[] contentHash)
            throws SQLException {
        Optional<Stored> stored = find(connection, key);
        if (stored.isPresent() && !MessageDigest.isEqual(stored.get().contentHash(), contentHash)) {
            throw new RequestIdReused(key.requestId().value()).exception();
        }
        return stored.map(found -> new Result(found.result(), true));
    }

    /// Creates the loop that deletes expired results, in small batches.
    ///
    /// @param service names the loop
    public static Repeating purge(String service, Database database, Background background) {
        return background.repeat(
                "purge of request results of " + service,
                Pace.every(PURGE_INTERVAL),
                () -> database.transaction(connection -> purge(connection, PURGE_BATCH)) == PURGE_BATCH);
    }

    static int purge(Connection connection, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(PURGE)) {
            delete.setInt(1, limit);
            return delete.executeUpdate();
        }
    }

    private static boolean takes(Connection connection, RequestKey key, byte[] contentHash) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(TAKE)) {
            insert.setString(1, key.scope());
            insert.setString(2, key.requestId().value());
            insert.setBytes(3, contentHash);
            return insert.executeUpdate() == 1;
        }
    }

    private static void put(Connection connection, RequestKey key, byte[] result) throws SQLException {
        if (result.length > MAX_BYTES) {
            throw new IllegalStateException("A result of " + result.length + " bytes is too long to be stored");
        }
        try (PreparedStatement update = connection.prepareStatement(PUT)) {
            update.setBytes(1, result);
            update.setString(2, key.scope());
            update.setString(3, key.requestId().value());
            update.executeUpdate();
        }
    }

    private static Optional<Stored> find(Connection connection, RequestKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, key.scope());
            select.setString(2, key.requestId().value());
            return Rows.first(select, row -> new Stored(row.getBytes(1), row.getBytes(2)));
        }
    }
}
