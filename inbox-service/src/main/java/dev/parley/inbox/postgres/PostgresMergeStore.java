package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeOutcome;
import dev.parley.inbox.merge.MergeRound;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.platform.postgres.Database;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Merges into PostgreSQL: one transaction per call, with a number of statements that does not depend on its
/// size. The package description defines the order of locks.
@Singleton
public final class PostgresMergeStore implements MergeStore {

    /// The maximum number of removed rows that one transaction deletes.
    private static final int FORGET = 500;

    /// The maximum number of threads that one transaction places again.
    private static final int OUTDATED = 16;

    /// The number of users recorded, or of threads marked, in one transaction after the places were dropped.
    static final int SLICE = 500;

    private final Database database;
    private final int rule;

    /// Merges into the database of this service.
    @Inject
    public PostgresMergeStore(@Named("inbox") Database database) {
        this(database, Folders.RULE);
    }

    /// Merges with a version of the rules.
    PostgresMergeStore(Database database, int rule) {
        this.database = database;
        this.rule = rule;
    }

    @Override
    public List<Advance> mergeHeads(List<ThreadHead> heads) {
        var ids = sorted(heads.stream().map(ThreadHead::thread).toList());
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection, rule);
            threads.lock(ids);
            var outcome = decide(connection, MergeRound.ofHeads(threads.load(ids), heads));
            threads.writeHeads(outcome.threads());
            threads.putDue(outcome.due());
            return write(connection, outcome);
        });
    }

    @Override
    public List<Advance> mergeThreads(List<ThreadChange> changes) {
        var ids = sorted(changes.stream().map(ThreadChange::thread).toList());
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection, rule);
            threads.lock(ids);
            var outcome = decide(connection, MergeRound.ofChanges(threads.load(ids), changes));
            threads.writeFacts(outcome.threads());
            threads.putDue(outcome.due());
            return write(connection, outcome);
        });
    }

    @Override
    public List<Advance> mergeDue() {
        return database.transaction(connection -> {
            var threads = new ThreadTable(connection, rule);
            var due = threads.nextDue();
            if (due.isEmpty()) {
                return List.of();
            }
            threads.lock(List.of(due.get()));
            ThreadState thread = threads.load(List.of(due.get())).get(due.get());
            var outcome = decide(connection, MergeRound.ofAll(thread));
            threads.setPlaced(due.get());
            return write(connection, outcome);
        });
    }

    /// After a drop, all users are recorded first. Then threads are marked whenever no marked thread is left
    /// to place. So there are never many marked threads, and places come back from the first slice on.
    @Override
    public Optional<List<Advance>> mergeOutdated() {
        return database.transaction(connection -> {
            var dropped = new DroppedTable(connection);
            if (dropped.noteUsers(SLICE)) {
                return Optional.of(List.of());
            }
            var threads = new ThreadTable(connection, rule);
            var outdated = threads.lockOutdated(OUTDATED);
            if (outdated.isEmpty()) {
                return dropped.markThreads(SLICE) ? Optional.of(List.of()) : Optional.empty();
            }
            var round = MergeRound.ofOutdated(threads.load(outdated).values());
            var outcome = decide(connection, round);
            threads.setRule(outdated);
            return Optional.of(write(connection, outcome));
        });
    }

    @Override
    public boolean forgetRemoved() {
        return database.transaction(connection -> new PlaceTable(connection).forgetOld(FORGET) == FORGET);
    }

    /// Decides a round whose threads are locked, so that nobody else writes their rows in the meantime.
    static MergeOutcome decide(Connection connection, MergeRound round) throws SQLException {
        return round.outcome(round.keys().isEmpty() ? Map.of() : new RowTable(connection).load(round.keys()));
    }

    /// Writes rows and places. The revisions are drawn here, after all reads, so that their users are locked
    /// only briefly.
    static List<Advance> write(Connection connection, MergeOutcome outcome) throws SQLException {
        new RowTable(connection).write(outcome.rows());
        new LeaveTable(connection).write(outcome.leaves());
        var last = UserRevisions.draw(connection, outcome.counts());
        new PlaceTable(connection).write(outcome.numbered(last));
        return outcome.advances(last);
    }

    private static SortedSet<ThreadId> sorted(List<ThreadId> threads) {
        return new TreeSet<>(threads);
    }
}
