package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.postgres.Database;
import dev.parley.thread.roster.Block;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.roster.ThreadRequest;
import dev.parley.thread.roster.ThreadStore;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Keeps threads in PostgreSQL. The order of its locks stands in the description of this package.
@Singleton
public final class PostgresThreadStore implements ThreadStore {
    private static final String SERIALIZATION_FAILURE = "40001";

    private final Database database;

    PostgresThreadStore(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public Kept create(ThreadRequest request, Roster opened) {
        return database.transaction(connection -> {
            if (!RequestTable.claim(connection, request, opened.thread().id())) {
                return repeated(connection, request);
            }
            if (opened.pair().isPresent()) {
                BlockTable.lock(connection, opened.pair().get());
            }
            return insert(connection, opened);
        });
    }

    @Override
    public Kept openDirect(Roster opened) {
        var pair = opened.pair().orElseThrow();
        return database.transaction(connection -> {
            BlockTable.lock(connection, pair);
            var found = ThreadTable.findDirect(connection, pair);
            return found.isEmpty() ? insert(connection, opened) : new Kept(found.getFirst(), false);
        });
    }

    @Override
    public Kept change(ThreadRequest request, ThreadId thread, UnaryOperator<Roster> rule) {
        return database.transaction(connection -> RequestTable.claim(connection, request, thread)
                ? changed(connection, thread, rule)
                : repeated(connection, request));
    }

    @Override
    public Applied applyBlock(Block block, Instant now) {
        return database.transaction(connection -> {
            BlockTable.lock(connection, block.pair());
            var known = BlockTable.version(connection, block);
            var shared = ThreadTable.findShared(connection, block.pair());
            if (known >= block.version()) {
                return applied(known, ThreadTable.find(connection, shared), block);
            }
            BlockTable.put(connection, block);
            ThreadTable.lock(connection, shared);
            var rosters = reblocked(connection, ThreadTable.find(connection, shared), block, now);
            return applied(block.version(), rosters, block);
        });
    }

    @Override
    public void fenceInForce(ThreadId thread, long version) {
        database.transaction(connection -> {
            ThreadTable.fenceInForce(connection, thread, version);
            ThreadOutbox.fenceInForce(connection, thread, version);
            return version;
        });
    }

    /// Applies a rule under the lock of the thread. When it leaves two participants, that pair has to be locked
    /// before the thread: so the rule runs on the unlocked thread first to learn the pair, and should the
    /// locked thread give another one, the transaction starts anew.
    private static Kept changed(Connection connection, ThreadId thread, UnaryOperator<Roster> rule)
            throws SQLException {
        var expected = rule.apply(get(connection, thread)).pair();
        if (expected.isPresent()) {
            BlockTable.lock(connection, expected.get());
        }
        ThreadTable.lock(connection, List.of(thread));
        var before = get(connection, thread);
        var ruled = rule.apply(before);
        if (!ruled.pair().equals(expected)) {
            throw new SQLException("The thread changed before it was locked", SERIALIZATION_FAILURE);
        }
        var after = ruled.withBlocked(blocked(connection, expected));
        if (!after.equals(before)) {
            update(connection, before, after);
        }
        return new Kept(after, true);
    }

    private static Kept repeated(Connection connection, ThreadRequest request) throws SQLException {
        return new Kept(get(connection, RequestTable.thread(connection, request)), false);
    }

    private static Kept insert(Connection connection, Roster opened) throws SQLException {
        var roster = opened.openedUnder(blocked(connection, opened.pair()));
        ThreadTable.insert(connection, roster);
        ThreadOutbox.note(connection, roster.thread());
        return new Kept(roster, true);
    }

    private static List<Roster> reblocked(Connection connection, List<Roster> shared, Block block, Instant now)
            throws SQLException {
        var blocked = BlockTable.blocked(connection, block.pair());
        var rosters = new ArrayList<Roster>();
        for (var before : ofPair(shared, block.pair())) {
            var after = before.reblocked(blocked, now);
            if (!after.equals(before)) {
                update(connection, before, after);
            }
            rosters.add(after);
        }
        return rosters;
    }

    private static void update(Connection connection, Roster before, Roster after) throws SQLException {
        ThreadTable.update(connection, before, after);
        ThreadOutbox.note(connection, after.thread());
    }

    private static Applied applied(long version, List<Roster> rosters, Block block) {
        return new Applied(
                version,
                ofPair(rosters, block.pair()).stream()
                        .filter(roster -> roster.thread().isUnfenced())
                        .toList());
    }

    /// Leaves out threads that a third user joined, or one of the two left, before they were read.
    private static List<Roster> ofPair(List<Roster> rosters, UserPair pair) {
        return rosters.stream()
                .filter(roster -> roster.pair().equals(Optional.of(pair)))
                .toList();
    }

    private static Set<UserId> blocked(Connection connection, Optional<UserPair> pair) throws SQLException {
        return pair.isPresent() ? BlockTable.blocked(connection, pair.get()) : Set.of();
    }

    private static Roster get(Connection connection, ThreadId thread) throws SQLException {
        return ThreadTable.find(connection, List.of(thread)).stream()
                .findFirst()
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }
}
