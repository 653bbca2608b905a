package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
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
import java.util.ArrayList;
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
        return database.transaction(connection -> {
            UserLocks.take(connection, List.of(block.blocker(), block.blocked()));
            return BlockTable.put(connection, block);
        });
    }

    @Override
    public List<ThreadId> shared(UserPair pair) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(SHARED)) {
                query.setString(1, pair.first().value());
                query.setString(2, pair.second().value());
                return Rows.list(query, ThreadTable::id);
            }
        });
    }

    @Override
    public List<Roster> changeAll(List<ThreadId> threads, Rule rule) {
        return database.transaction(connection -> {
            ThreadTable.lock(connection, threads);
            var rosters = new ArrayList<Roster>();
            for (var before : RosterTable.find(connection, threads)) {
                var users = PostgresRosterStore.users(before, Set.of());
                var change = rule.apply(before, BlockTable.among(connection, users));
                RosterTable.update(connection, before, change, Optional.empty());
                rosters.add(change.after());
            }
            return rosters;
        });
    }

    @Override
    public void inForce(Map<ThreadId, Long> versions) {
        database.transaction(connection -> {
            ThreadTable.lock(connection, versions.keySet());
            ThreadTable.fencesInForce(connection, versions);
            ThreadOutbox.fencesInForce(connection, versions);
            return versions.size();
        });
    }
}
