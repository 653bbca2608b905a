package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlFunction;
import dev.parley.thread.block.Block;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stores blocks and acknowledged fences in PostgreSQL. The package description defines the order of locks.
@Singleton
public final class PostgresBlockStore implements BlockStore, AcknowledgedFences {
    private static final String BOTH = """
            select a.thread_id from participant a
            join participant b on b.thread_id = a.thread_id and b.user_id = ? and b.membership = 1
            """;
    static final String SHARED = BOTH + """
            where a.user_id = ? and a.membership = 1 and (?::text is null or a.thread_id < ?)
            order by a.thread_id desc limit ?
            """;
    static final String UNFENCED = BOTH + """
            join thread t on t.thread_id = a.thread_id and t.fence_version_acked < t.fence_version
            where a.user_id = ? and a.membership = 1 limit ?
            """;

    private final Database database;

    PostgresBlockStore(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public Progress put(Block block) {
        return write(block, connection -> {
            var progress = BlockTable.put(connection, block);
            UserLocks.take(connection, List.of(block.blocker(), block.blocked()));
            return progress;
        });
    }

    @Override
    public Progress advance(Block block, long version, Optional<ThreadId> from) {
        return write(block, connection -> BlockTable.advance(connection, block, version, from));
    }

    private Progress write(Block block, SqlFunction<Connection, Progress> work) {
        var key = "block " + block.blocker().value() + " " + block.blocked().value();
        return database.write(block.blocker().value(), key, work);
    }

    @Override
    public List<ThreadId> shared(UserPair pair, Optional<ThreadId> before, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(SHARED)) {
                String end = before.map(ThreadId::value).orElse(null);
                query.setString(1, pair.first().value());
                query.setString(2, pair.second().value());
                query.setString(3, end);
                query.setString(4, end);
                query.setInt(5, limit);
                return Rows.list(query, ThreadTable::id);
            }
        });
    }

    @Override
    public List<ThreadId> unfenced(UserPair pair, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(UNFENCED)) {
                query.setString(1, pair.first().value());
                query.setString(2, pair.second().value());
                query.setInt(3, limit);
                return Rows.list(query, ThreadTable::id);
            }
        });
    }

    @Override
    public List<Roster> changeFree(Block block, List<ThreadId> threads, Rule rule) {
        return database.write(block.blocker().value(), connection -> {
            var free = ThreadTable.lockFree(connection, threads);
            return changed(connection, block, free, rule);
        });
    }

    @Override
    public Optional<Roster> changeOne(Block block, ThreadId thread, Rule rule) {
        var key = PostgresRosterStore.lockOf(thread);
        return database.write(block.blocker().value(), key, connection -> {
            ThreadTable.lock(connection, List.of(thread));
            return changed(connection, block, List.of(thread), rule).stream().findFirst();
        });
    }

    private static List<Roster> changed(Connection connection, Block block, List<ThreadId> locked, Rule rule)
            throws SQLException {
        var between = BlockTable.among(connection, List.of(block.blocker(), block.blocked()));
        var rosters = new ArrayList<Roster>();
        for (var before : RosterTable.find(connection, locked)) {
            var change = rule.apply(before, between);
            RosterTable.update(connection, before, change, Optional.empty());
            rosters.add(change.after());
        }
        return rosters;
    }

    /// Waits for nobody: what is not recorded because another session holds the thread is pushed again later.
    @Override
    public void inForce(Map<ThreadId, Long> versions) {
        database.transaction(connection -> {
            var free = new HashMap<>(versions);
            free.keySet().retainAll(ThreadTable.lockFree(connection, versions.keySet()));
            ThreadTable.fencesInForce(connection, free);
            ThreadOutbox.fencesInForce(connection, free);
            return free.size();
        });
    }
}
