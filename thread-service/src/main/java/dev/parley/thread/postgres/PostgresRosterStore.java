package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.SqlFunction;
import dev.parley.platform.request.RequestKey;
import dev.parley.platform.request.RequestResults;
import dev.parley.thread.change.Rule;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import dev.parley.thread.open.Opening;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.request.Kept;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores new threads and the changes of their participants in PostgreSQL. The package description defines
/// the order of locks.
@Singleton
public final class PostgresRosterStore implements OpenStore, RosterStore {
    private final Database database;

    PostgresRosterStore(@Named("thread") Database database) {
        this.database = database;
    }

    @Override
    public Kept open(ThreadRequest request, Opening opening, Function<Roster, byte[]> reply) {
        var owner = opening.roster().thread().participantSummary().owner().orElseThrow();
        var key = "request " + request.caller() + " " + request.id().value();
        return once(owner.value(), key, request, reply, connection -> {
            UserLocks.share(connection, opening.users());
            var opened = opening.under(BlockTable.among(connection, opening.users()));
            RosterTable.insert(connection, opened, opening.directPair(), Optional.of(request.id()));
            return opened.after();
        });
    }

    /// The unique key of pairs resolves a race: the second call waits for the first one, and finds its
    /// thread.
    @Override
    public Direct openDirect(Opening opening) {
        var pair = opening.directPair().orElseThrow();
        return database.write(opening.opener().value(), "direct " + pair.key(), connection -> {
            UserLocks.share(connection, opening.users());
            var found = RosterTable.findDirect(connection, pair);
            if (found.isPresent()) {
                return new Direct(found.get(), false);
            }
            var opened = opening.under(BlockTable.among(connection, opening.users()));
            return RosterTable.insert(connection, opened, Optional.of(pair), Optional.empty())
                    ? new Direct(opened.after(), true)
                    : new Direct(RosterTable.findDirect(connection, pair).orElseThrow(), false);
        });
    }

    /// The caller's right is checked first without a lock, so that whoever is no participant waits for nobody
    /// and delays nobody. The rule decides again under the lock.
    @Override
    public Kept change(ThreadRequest request, Target target, Rule rule, Function<Roster, byte[]> reply) {
        requireParticipant(request, target.thread());
        var user = request.caller().value();
        return once(user, lockOf(target.thread()), request, reply, connection -> {
            ThreadTable.lock(connection, List.of(target.thread()));
            UserLocks.share(connection, target.joining());
            var before = get(connection, target.thread(), target.joining());
            var change = rule.apply(before, BlockTable.among(connection, users(before, target.joining())));
            RosterTable.update(connection, before, change, Optional.of(request.id()));
            return change.after();
        });
    }

    /// Returns the key of the calls that wait for the lock of a thread.
    static String lockOf(ThreadId thread) {
        return "thread " + thread.value();
    }

    /// A user who has left may repeat the request to do so. What this request changed was stored with its reply,
    /// so the participant is read first.
    private void requireParticipant(ThreadRequest request, ThreadId thread) {
        boolean known = database.read(connection -> ParticipantTable.isPresent(connection, thread, request.caller())
                || RequestResults.replay(connection, key(request), hash(request))
                        .isPresent());
        if (!known) {
            throw new ThreadAccessDenied(thread).exception();
        }
    }

    private static RequestKey key(ThreadRequest request) {
        return new RequestKey(request.caller().value(), request.id());
    }

    private static byte[] hash(ThreadRequest request) {
        return request.contentHash().getBytes(StandardCharsets.UTF_8);
    }

    /// Executes a request and stores the reply, or finds what an earlier call stored.
    private Kept once(
            String user,
            String lock,
            ThreadRequest request,
            Function<Roster, byte[]> reply,
            SqlFunction<Connection, Roster> work) {
        return database.write(user, lock, connection -> {
            var after = new AtomicReference<@Nullable Roster>();
            var result = RequestResults.once(connection, key(request), hash(request), open -> {
                var roster = work.apply(open);
                after.set(roster);
                return new StoredReply(roster.thread().id(), roster.thread().shownVersion(), reply.apply(roster))
                        .write();
            });
            var stored = StoredReply.read(result.bytes());
            var first = after.get();
            var roster = first == null ? get(connection, stored.thread(), Set.of()) : first;
            return new Kept(roster, stored.version(), stored.reply(), result.replayed());
        });
    }

    private static Roster get(Connection connection, ThreadId thread, Set<UserId> former) throws SQLException {
        return RosterTable.find(connection, List.of(thread), former).stream()
                .findFirst()
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// Returns the current participants and the other users.
    static Set<UserId> users(Roster roster, Set<UserId> others) {
        var users = new HashSet<>(others);
        roster.participants().stream().map(Participant::user).forEach(users::add);
        return users;
    }
}
