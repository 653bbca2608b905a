package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/// The locks that keep the revisions of a user in the order of commits. See the package for why.
///
/// Every user belongs to one of 32 shards. They are taken in the order of their numbers, and given back by the end of
/// the transaction, after its changes can be seen.
final class ShardLocks {

    /// The first key of the locks: they are those of the inbox and of nobody else in the database.
    private static final int CLASS = 0x1b0c;

    private static final String LOCK = """
            select pg_advisory_xact_lock(?, shard)
            from (
                select distinct hashtext(user_id) & 31 as shard
                from (
                    select unnest(participant_ids) from thread_state where thread_id = any (?)
                    union all
                    select unnest(?::text[])
                ) as users (user_id)
                order by shard
            ) as shards
            """;

    private ShardLocks() {}

    /// Takes the shards of users and of all who take part in threads, whose rows are locked already.
    static void take(Connection connection, Collection<ThreadId> threads, Collection<UserId> users)
            throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setInt(1, CLASS);
            lock.setArray(
                    2,
                    connection.createArrayOf(
                            "text", threads.stream().map(ThreadId::value).toArray()));
            lock.setArray(
                    3,
                    connection.createArrayOf(
                            "text", users.stream().map(UserId::value).toArray()));
            lock.execute();
        }
    }
}
