package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.rebuild.StoredInboxes.Stored;
import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.Job.Finding;
import dev.parley.platform.job.JobKind;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Compares inboxes with the threads and logs of their owners, and may put right what differs.
///
/// A job covers all threads, one thread, or the threads of a user. A step is one page of them: first of the
/// threads that their owner lists, then of those that only inboxes contain. The position names the pass and where
/// it continues.
///
/// What is older than expected may be on its way: it counts only if it is still missing after two seconds. A
/// repair does not wait for that. It replaces a thread as a whole, and only if no update has arrived since it was
/// read. So it never undoes an update, and whoever reads at the same time sees the thread before it or after it.
public final class InboxComparison implements JobKind {

    /// The name of the jobs that only compare.
    public static final String VERIFY = "inbox.verify";

    /// The name of the jobs that also repair.
    public static final String REBUILD = "inbox.rebuild";

    private static final int PAGE = 50;
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String OWN = "inbox ";

    private final String name;
    private final boolean repairing;
    private final Owners owners;
    private final StoredInboxes inboxes;
    private final Consumer<List<Advance>> announce;

    private InboxComparison(
            String name, boolean repairing, Owners owners, StoredInboxes inboxes, Consumer<List<Advance>> announce) {
        this.name = name;
        this.repairing = repairing;
        this.owners = owners;
        this.inboxes = inboxes;
        this.announce = announce;
    }

    /// Only compares.
    public static InboxComparison verifying(Owners owners, StoredInboxes inboxes) {
        return new InboxComparison(VERIFY, false, owners, inboxes, advances -> {});
    }

    /// Also repairs, and announces the inboxes that it has changed.
    public static InboxComparison repairing(Owners owners, StoredInboxes inboxes, Consumer<List<Advance>> announce) {
        return new InboxComparison(REBUILD, true, owners, inboxes, announce);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Step step(String scope, String position) {
        if (ThreadId.isValid(scope)) {
            var thread = new ThreadId(scope);
            return step("", true, compare(List.of(thread), owners.threads(List.of(thread))));
        }
        Optional<UserId> user = scope.isEmpty() ? Optional.empty() : Optional.of(new UserId(scope));
        return position.startsWith(OWN) ? ownStep(user, position.substring(OWN.length())) : ownersStep(user, position);
    }

    private Step ownersStep(Optional<UserId> user, String token) {
        Owners.Page page = owners.threads(user, token);
        List<ThreadId> ids = page.threads().stream().map(ThreadChange::thread).toList();
        return step(page.next().isEmpty() ? OWN : page.next(), false, compare(ids, page.threads()));
    }

    /// Leaves out the threads that the first pass has compared.
    private Step ownStep(Optional<UserId> user, String after) {
        List<ThreadId> ids = inboxes.threads(user, after, PAGE);
        List<ThreadChange> known = ids.isEmpty() ? List.of() : owners.threads(ids);
        Set<ThreadId> compared = known.stream()
                .filter(change -> user.isEmpty() || isParticipant(change, user.get()))
                .map(ThreadChange::thread)
                .collect(Collectors.toSet());
        var others = new ArrayList<>(ids);
        others.removeAll(compared);
        boolean last = ids.size() < PAGE;
        return step(last ? "" : OWN + ids.getLast().value(), last, compare(others, known));
    }

    private static boolean isParticipant(ThreadChange change, UserId user) {
        return change.participants().stream().anyMatch(one -> one.user().equals(user));
    }

    private static Step step(String position, boolean done, Outcome outcome) {
        return new Step(
                position, done, new Counts(outcome.compared, outcome.repaired, outcome.unrepaired), outcome.findings);
    }

    /// What came of the threads of a step.
    private static final class Outcome {
        private int compared;
        private int repaired;
        private int unrepaired;
        private final List<Finding> findings = new ArrayList<>();

        void add(ThreadId thread, List<Difference> differences, boolean isRepaired) {
            if (isRepaired) {
                repaired++;
            } else {
                unrepaired++;
            }
            differences.forEach(one -> findings.add(
                    new Finding(thread.value(), one.user().map(UserId::value).orElse(""), one.what())));
        }
    }

    private Outcome compare(List<ThreadId> ids, List<ThreadChange> known) {
        var outcome = new Outcome();
        Map<ThreadId, Stored> stored = new LinkedHashMap<>();
        ids.forEach(id -> stored.put(id, inboxes.load(id, participants(id, known))));
        Map<ThreadId, Expected> expected = expected(reread(ids, known), ids);
        for (ThreadId id : ids) {
            outcome.compared++;
            Stored before = stored.get(id);
            Expected should = expected.get(id);
            if (should == null) {
                if (before.thread().version() > 0) {
                    outcome.add(id, List.of(lost()), false);
                }
                continue;
            }
            compare(before, should, outcome);
        }
        return outcome;
    }

    private static List<UserId> participants(ThreadId id, List<ThreadChange> known) {
        return known.stream()
                .filter(change -> change.thread().equals(id))
                .flatMap(change -> change.participants().stream())
                .map(Participant::user)
                .toList();
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

    private void compare(Stored before, Expected should, Outcome outcome) {
        ThreadId id = should.thread().thread();
        List<Difference> differences = Differences.between(before, should);
        if (differences.isEmpty()) {
            return;
        }
        if (repairing) {
            outcome.add(id, differences, repair(id, before, should));
            return;
        }
        List<Difference> lasting = lasting(should, differences);
        if (!lasting.isEmpty()) {
            outcome.add(id, lasting, false);
        }
    }

    /// Leaves out what arrives within two seconds.
    private List<Difference> lasting(Expected should, List<Difference> first) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Difference> definite = first.stream().filter(one -> !one.late()).toList();
        List<Difference> late = first.stream().filter(Difference::late).toList();
        while (!late.isEmpty() && System.nanoTime() < end) {
            pause();
            Stored now = inboxes.load(should.thread().thread(), should.rows().keySet());
            late = Differences.between(now, should).stream()
                    .filter(Difference::late)
                    .toList();
        }
        var lasting = new ArrayList<>(definite);
        lasting.addAll(late);
        return lasting;
    }

    /// Returns whether the thread is as it should be.
    private boolean repair(ThreadId id, Stored first, Expected should) {
        Stored stored = first;
        Expected expected = should;
        for (int attempt = 1; ; attempt++) {
            Optional<List<Advance>> replaced = inboxes.replace(stored, expected);
            if (replaced.isPresent()) {
                announce.accept(replaced.get());
                return true;
            }
            if (attempt == ATTEMPTS) {
                return false;
            }
            stored = inboxes.load(id, expected.rows().keySet());
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
