package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.rebuild.StoredInboxes.Strays;
import dev.parley.inbox.rebuild.ThreadComparison.Outcome;
import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.JobKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Compares inboxes with the threads and logs of their owners, and may put right what differs.
///
/// A job covers all threads, one thread, or the threads of a user. A step is one page of them: first of the
/// threads that their owner lists, then of those that only inboxes contain, and at last of the rows of users who are
/// no participants. The position names the pass and where it continues. A thread with such rows counts once more for
/// each step that finds some. If nothing but the row itself names its user, a job of one thread does not find it,
/// since rows are stored by user.
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
    private static final String OWN = "inbox ";
    private static final String ROW = "row ";

    private final String name;
    private final Owners owners;
    private final StoredInboxes inboxes;
    private final ThreadComparison comparison;

    private InboxComparison(String name, Owners owners, StoredInboxes inboxes, ThreadComparison comparison) {
        this.name = name;
        this.owners = owners;
        this.inboxes = inboxes;
        this.comparison = comparison;
    }

    /// Only compares.
    public static InboxComparison verifying(Owners owners, StoredInboxes inboxes) {
        return new InboxComparison(
                VERIFY, owners, inboxes, new ThreadComparison(false, owners, inboxes, advances -> {}));
    }

    /// Also repairs, and announces the inboxes that it has changed.
    public static InboxComparison repairing(Owners owners, StoredInboxes inboxes, Consumer<List<Advance>> announce) {
        return new InboxComparison(REBUILD, owners, inboxes, new ThreadComparison(true, owners, inboxes, announce));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Step step(String scope, String position) {
        if (ThreadId.isValid(scope)) {
            var one = List.of(new ThreadId(scope));
            return step("", true, comparison.compare(one, owners.threads(one), Map.of()));
        }
        Optional<UserId> user = scope.isEmpty() ? Optional.empty() : Optional.of(new UserId(scope));
        if (position.startsWith(ROW)) {
            return rowStep(toKey(position));
        }
        return position.startsWith(OWN) ? ownStep(user, position.substring(OWN.length())) : ownersStep(user, position);
    }

    private Step ownersStep(Optional<UserId> user, String token) {
        Owners.Page page = owners.threads(user, token);
        List<ThreadId> ids = page.threads().stream().map(ThreadChange::thread).toList();
        return step(
                page.next().isEmpty() ? OWN : page.next(),
                false,
                comparison.compare(ids, page.threads(), of(user, ids)));
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
        Outcome outcome = comparison.compare(others, known, of(user, others));
        if (ids.size() == PAGE) {
            return step(OWN + ids.getLast().value(), false, outcome);
        }
        return user.isEmpty() ? step(ROW, false, outcome) : step("", true, outcome);
    }

    private static Map<ThreadId, Set<UserId>> of(Optional<UserId> user, List<ThreadId> ids) {
        return user.isEmpty()
                ? Map.of()
                : ids.stream().collect(Collectors.toMap(Function.identity(), id -> Set.of(user.get())));
    }

    /// Leaves out users who are participants for the owner of the thread: the first pass has compared their rows.
    private Step rowStep(Optional<RowKey> after) {
        Strays strays = inboxes.strays(after, PAGE);
        var users = new LinkedHashMap<ThreadId, Set<UserId>>();
        strays.rows()
                .forEach(row -> users.computeIfAbsent(row.thread(), thread -> new TreeSet<>())
                        .add(row.user()));
        List<ThreadChange> known = users.isEmpty() ? List.of() : owners.threads(List.copyOf(users.keySet()));
        known.forEach(change -> users.get(change.thread()).removeIf(user -> isParticipant(change, user)));
        users.values().removeIf(Set::isEmpty);
        Outcome outcome = comparison.compare(List.copyOf(users.keySet()), known, users);
        return strays.last()
                .map(last -> step(toPosition(last), false, outcome))
                .orElseGet(() -> step("", true, outcome));
    }

    private static String toPosition(RowKey row) {
        return ROW + row.user().value() + " " + row.thread().value();
    }

    private static Optional<RowKey> toKey(String position) {
        if (position.equals(ROW)) {
            return Optional.empty();
        }
        String[] parts = position.split(" ");
        return Optional.of(new RowKey(new UserId(parts[1]), new ThreadId(parts[2])));
    }

    private static boolean isParticipant(ThreadChange change, UserId user) {
        return change.participants().stream().anyMatch(one -> one.user().equals(user));
    }

    private static Step step(String position, boolean done, Outcome outcome) {
        return new Step(
                position, done, new Counts(outcome.compared, outcome.repaired, outcome.unrepaired), outcome.findings);
    }
}
