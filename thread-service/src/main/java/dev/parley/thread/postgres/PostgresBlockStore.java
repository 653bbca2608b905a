package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
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
import java.util.Set;

/// Stores blocks and acknowledged fences in PostgreSQL. The package description defines the order of locks.
@Singleton
public final class PostgresBlockStore implements BlockStore, AcknowledgedFences {
    static final String SHARED = """
            select a.thread_id from participant a
            join participant b on b.thread_id = a.thread_id and b.user_id = ? and b.membership = 1
            where a.user_id = ? and a.membership = 1 order by a.thread_id
            """;

    private final Database database;

    PostgresBlockStore(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public long put(Block block) {
        var key = "block " + block.blocker().value() + " " + block.blocked().value();
        return database.write(block.blocker().value(), key, connection -> {
            long version = BlockTable.put(connection, block);
            UserLocks.take(connection, List.of(block.blocker(), block.blocked()));
            return version;
        });
    }

    @Override
    public List<ThreadId> shared(UserPair pair) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(SHARED)) {
                query.setString(1, pair.first().value());
                query.setString(2, pair.second().value());
                return Rows.list(query, ThreadTable::id);
            }
        });
    }

    @Override
    public List<Roster> changeFree(UserId blocker, List<ThreadId> threads, Rule rule) {
        return database.write(blocker.value(), connection -> {
            var free = ThreadTable.lockFree(connection, threads);
            return changed(connection, free, rule);
        });
    }

    @Override
    public Optional<Roster> changeOne(UserId blocker, ThreadId thread, Rule rule) {
        var key = PostgresRosterStore.lockOf(thread);
        return database.write(blocker.value(), key, connection -> {
            ThreadTable.lock(connection, List.of(thread));
            return changed(connection, List.of(thread), rule).stream().findFirst();
        });
    }

    private static List<Roster> changed(Connection connection, List<ThreadId> locked, Rule rule) throws SQLException {
        var rosters = new ArrayList<Roster>();
        for (var before : RosterTable.find(connection, locked)) {
            var users = PostgresRosterStore.users(before, Set.of());
            var change = rule.apply(before, BlockTable.among(connection, users));
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
