package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeOutcome;
import dev.parley.inbox.merge.MergeRound;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.platform.postgres.Database;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Merges into PostgreSQL: one transaction a call, with a number of statements that does not depend on its size. See
/// the
/// package for the order of locks.
@Singleton
public final class PostgresMergeStore implements MergeStore {

    /// How many removed rows are looked at in one transaction.
    private static final int FORGET = 500;

    private final Database database;

    /// Merges into the database of this service.
    public PostgresMergeStore(@Named("inbox") Database database) {
        this.database = database;
    }

    @Override
    public List<Advance> mergeHeads(List<ThreadHead> heads) {
        var ids = sorted(heads.stream().map(ThreadHead::thread).toList());
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection);
            threads.lock(ids);
            var outcome = run(connection, MergeRound.ofHeads(threads.load(ids), heads));
            threads.writeHeads(outcome.threads());
            threads.putDue(outcome.due());
            return outcome.advances();
        });
    }

    @Override
    public List<Advance> mergeThreads(List<ThreadChange> changes) {
        var ids = sorted(changes.stream().map(ThreadChange::thread).toList());
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection);
            threads.lock(ids);
            var outcome = run(connection, MergeRound.ofChanges(threads.load(ids), changes));
            threads.writeFacts(outcome.threads());
            threads.putDue(outcome.due());
            return outcome.advances();
        });
    }

    @Override
    public List<Advance> mergeDue() {
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection);
            var due = threads.nextDue();
            if (due.isEmpty()) {
                return List.of();
            }
            threads.lock(List.of(due.get()));
            ThreadState thread = threads.load(List.of(due.get())).get(due.get());
            var outcome = run(connection, MergeRound.ofAll(thread));
            threads.setPlaced(due.get());
            return outcome.advances();
        });
    }

    @Override
    public boolean forgetRemoved() {
        return database.transaction(connection -> {
            var places = new PlaceTable(connection);
            SortedSet<UserId> users = places.usersWithOld(FORGET);
            if (users.isEmpty()) {
                return false;
            }
            var table = new UserTable(connection);
            table.lock(users);
            table.compact(places.forgetOld(users));
            return true;
        });
    }

    /// Runs a round whose threads are locked, and writes what it says of rows and places.
    private static MergeOutcome run(Connection connection, MergeRound round) throws SQLException {
        if (round.keys().isEmpty()) {
            return round.outcome(Map.of(), Map.of());
        }
        var users = new UserTable(connection);
        users.lock(round.users());
        var revisions = users.revisions(round.users());
        var rows = new RowTable(connection);
        var outcome = round.outcome(rows.load(round.keys()), revisions);
        rows.write(outcome.rows());
        new PlaceTable(connection).write(outcome.places());
        users.advance(outcome.revisions());
        return outcome;
    }

    private static SortedSet<ThreadId> sorted(List<ThreadId> threads) {
        return new TreeSet<>(threads);
    }
}
