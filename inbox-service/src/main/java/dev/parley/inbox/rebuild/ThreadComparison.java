package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.rebuild.StoredInboxes.Stored;
import dev.parley.platform.job.Job.Finding;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Compares some threads with what their owners know, and may put right what differs.
///
/// What is only late is waited for, all threads together, for two seconds. A repair waits for nothing.
final class ThreadComparison {

    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final boolean repairing;
    private final Owners owners;
    private final StoredInboxes inboxes;
    private final Consumer<List<Advance>> announce;

    /// Announces the inboxes that it changes.
    ThreadComparison(boolean repairing, Owners owners, StoredInboxes inboxes, Consumer<List<Advance>> announce) {
        this.repairing = repairing;
        this.owners = owners;
        this.inboxes = inboxes;
        this.announce = announce;
    }

    /// What came of some threads.
    static final class Outcome {
        int compared;
        int repaired;
        int unrepaired;
        final List<Finding> findings = new ArrayList<>();

        private void add(ThreadId thread, List<Difference> differences, boolean isRepaired) {
            if (isRepaired) {
                repaired++;
            } else {
                unrepaired++;
            }
            differences.forEach(one -> findings.add(
                    new Finding(thread.value(), one.user().map(UserId::value).orElse(""), one.what())));
        }
    }

    /// A thread that differs.
    private record Differing(Stored stored, Expected expected, List<Difference> differences) {

        ThreadId thread() {
            return expected.thread().thread();
        }

        boolean isLate() {
            return differences.stream().anyMatch(Difference::late);
        }

        /// What was late and is not late now has arrived.
        Differing at(Stored now) {
            var lasting = new ArrayList<>(
                    differences.stream().filter(one -> !one.late()).toList());
            Differences.between(now, expected).stream().filter(Difference::late).forEach(lasting::add);
            return new Differing(stored, expected, lasting);
        }
    }

    /// Compares threads.
    ///
    /// @param known what their owner has just returned of them
    /// @param others users whose rows are compared besides those of participants
    Outcome compare(List<ThreadId> ids, List<ThreadChange> known, Map<ThreadId, Set<UserId>> others) {
        var outcome = new Outcome();
        Map<ThreadId, Stored> stored = new LinkedHashMap<>();
        ids.forEach(id -> stored.put(id, inboxes.load(id, users(id, known, others))));
        Map<ThreadId, Expected> expected = expected(reread(ids, known), ids);
        var differing = new ArrayList<Differing>();
        for (ThreadId id : ids) {
            outcome.compared++;
            Stored before = stored.get(id);
            Expected should = expected.get(id);
            if (should != null) {
                differing.add(new Differing(before, should, Differences.between(before, should)));
            } else if (before.thread().version() > 0 || !before.listed().isEmpty()) {
                outcome.add(id, List.of(lost()), false);
            }
        }
        differing.removeIf(one -> one.differences().isEmpty());
        for (Differing one : repairing ? differing : lasting(differing)) {
            outcome.add(one.thread(), one.differences(), repairing && repair(one));
        }
        return outcome;
    }

    private static Set<UserId> users(ThreadId id, List<ThreadChange> known, Map<ThreadId, Set<UserId>> others) {
        var users = new HashSet<>(others.getOrDefault(id, Set.of()));
        known.stream()
                .filter(change -> change.thread().equals(id))
                .flatMap(change -> change.participants().stream())
                .map(Participant::user)
                .forEach(users::add);
        return users;
    }

    private static Difference lost() {
        return new Difference(Optional.empty(), "unknown to its owner, or too large to compare", false);
    }

    /// What was read before the stored state is too old to compare with it.
    private List<ThreadChange> reread(List<ThreadId> ids, List<ThreadChange> known) {
        return ids.isEmpty() || known.isEmpty() ? List.of() : owners.threads(ids);
    }

    private Map<ThreadId, Expected> expected(List<ThreadChange> changes, List<ThreadId> ids) {
        var expected = new LinkedHashMap<ThreadId, Expected>();
        if (!changes.isEmpty()) {
            Map<ThreadId, ThreadHead> logs = owners.logs(ids);
            for (ThreadChange change : changes) {
                ThreadHead log = logs.get(change.thread());
                if (log != null) {
                    expected.put(change.thread(), Expected.of(change, log));
                }
            }
        }
        return expected;
    }

    /// Leaves out what arrives within two seconds. The last look begins after them.
    private List<Differing> lasting(List<Differing> first) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Differing> now = first;
        boolean over = false;
        while (!over && now.stream().anyMatch(Differing::isLate)) {
            pause();
            over = System.nanoTime() - end >= 0;
            now = now.stream().map(this::lookedAtAgain).toList();
        }
        return now.stream().filter(one -> !one.differences().isEmpty()).toList();
    }

    private Differing lookedAtAgain(Differing one) {
        return one.isLate()
                ? one.at(inboxes.load(one.thread(), one.expected().rows().keySet()))
                : one;
    }

    /// Returns whether the thread is as it should be.
    private boolean repair(Differing first) {
        ThreadId id = first.thread();
        Stored stored = first.stored();
        Expected expected = first.expected();
        for (int attempt = 1; ; attempt++) {
            Optional<List<Advance>> replaced = inboxes.replace(stored, expected);
            if (replaced.isPresent()) {
                announce.accept(replaced.get());
                return true;
            }
            if (attempt == ATTEMPTS) {
                return false;
            }
            var users = new HashSet<>(stored.rows().keySet());
            users.addAll(expected.rows().keySet());
            stored = inboxes.load(id, users);
            Expected next = expected(owners.threads(List.of(id)), List.of(id)).get(id);
            if (next == null) {
                return false;
            }
            expected = next;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ProblemException(new DependencyUnavailable("inbox", LOOK));
        }
    }
}
