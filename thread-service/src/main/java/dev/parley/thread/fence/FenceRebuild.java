package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.JobKind;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.thread.fence.StoredFences.Stamp;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares the fences of all threads with those of the message service, and puts right what differs. One of the
/// two databases may have been restored from a backup: then the message service lacks fences or has older ones,
/// or has newer ones that this store has lost.
///
/// A step compares the threads of one page of stored fences, or of the threads of a user, at most 128. The
/// position is the last compared id, and the token of the page of stored fences.
@Singleton
public final class FenceRebuild implements JobKind {

    /// The name of the jobs.
    public static final String NAME = "thread.rebuild-fences";

    private static final int MOST = 128;
    private static final char SEPARATOR = ' ';

    private final StoredFences stored;
    private final FenceVersions versions;
    private final ThreadDirectory directory;
    private final FencePusher pusher;
    private final AcknowledgedFences acknowledged;

    /// Compares a store with a message service.
    public FenceRebuild(
            StoredFences stored,
            FenceVersions versions,
            ThreadDirectory directory,
            FencePusher pusher,
            AcknowledgedFences acknowledged) {
        this.stored = stored;
        this.versions = versions;
        this.directory = directory;
        this.pusher = pusher;
        this.acknowledged = acknowledged;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(String scope, String position) {
        if (scope.isEmpty()) {
            return step(position);
        }
        if (ThreadId.isValid(scope)) {
            return new Step("", true, compare(List.of(new ThreadId(scope))));
        }
        List<ThreadId> page = versions.threadsOf(new UserId(scope), position, MOST);
        boolean last = page.size() < MOST;
        return new Step(last ? "" : page.getLast().value(), last, compare(page));
    }

    private Counts compare(List<ThreadId> threads) {
        if (threads.isEmpty()) {
            return new Counts(0, 0, 0);
        }
        List<Stamp> theirs = stored.of(threads);
        return compare(versions.of(threads), theirs.stream().collect(Collectors.toMap(Stamp::thread, Stamp::version)));
    }

    private Step step(String position) {
        int at = position.indexOf(SEPARATOR);
        String after = at < 0 ? "" : position.substring(0, at);
        String token = at < 0 ? "" : position.substring(at + 1);
        StoredFences.Page page = stored.page(token);
        Optional<String> through = page.next().isEmpty()
                ? Optional.empty()
                : Optional.of(page.stamps().getLast().thread().value());
        List<Stamp> own = versions.between(after, through, MOST + 1);
        boolean more = own.size() > MOST;
        if (more) {
            own = own.subList(0, MOST);
            through = Optional.of(own.getLast().thread().value());
        }
        Counts counts = compare(own, within(page.stamps(), after, through));
        boolean done = through.isEmpty();
        String next = through.orElse("") + SEPARATOR + (more ? token : page.next());
        return new Step(next, done, counts);
    }

    private static Map<ThreadId, Long> within(List<Stamp> stamps, String after, Optional<String> through) {
        var within = new HashMap<ThreadId, Long>();
        for (Stamp stamp : stamps) {
            String id = stamp.thread().value();
            if (id.compareTo(after) > 0
                    && through.filter(end -> id.compareTo(end) > 0).isEmpty()) {
                within.put(stamp.thread(), stamp.version());
            }
        }
        return within;
    }

    private Counts compare(List<Stamp> own, Map<ThreadId, Long> theirs) {
        var owed = new LinkedHashMap<ThreadId, Long>();
        var newer = new LinkedHashMap<ThreadId, Long>();
        var unknown = new HashSet<>(theirs.keySet());
        for (Stamp stamp : own) {
            unknown.remove(stamp.thread());
            long their = theirs.getOrDefault(stamp.thread(), 0L);
            if (their < stamp.version()) {
                owed.put(stamp.thread(), their);
            } else if (their > stamp.version()) {
                newer.put(stamp.thread(), their);
            }
        }
        versions.owe(owed);
        versions.raise(newer);
        var repaired = new HashSet<>(owed.keySet());
        repaired.addAll(newer.keySet());
        var failed = new HashSet<ThreadId>();
        Map<ThreadId, Long> different = push(own.stream().map(Stamp::thread).toList(), failed);
        versions.replace(different);
        repaired.addAll(different.keySet());
        push(List.copyOf(different.keySet()), failed);
        repaired.removeAll(failed);
        return new Counts(own.size() + unknown.size(), repaired.size(), unknown.size() + failed.size());
    }

    /// Pushes the fences of threads, also those that are in force already: that compares them. Returns the threads in
    /// which another fence is in force. Adds those whose fence is refused; the outbox keeps them.
    private Map<ThreadId, Long> push(List<ThreadId> threads, Set<ThreadId> refused) {
        var different = new HashMap<ThreadId, Long>();
        for (int from = 0; from < threads.size(); from += FenceEnforcer.BATCH) {
            List<Roster> rosters =
                    directory.findAll(threads.subList(from, Math.min(from + FenceEnforcer.BATCH, threads.size())));
            if (!rosters.isEmpty()) {
                push(rosters, different, refused);
            }
        }
        return different;
    }

    private void push(List<Roster> rosters, Map<ThreadId, Long> different, Set<ThreadId> refused) {
        var pushed = pusher.push(rosters);
        different.putAll(pushed.replaced());
        var inForce = new HashMap<ThreadId, Long>();
        for (Roster roster : rosters) {
            ThreadId thread = roster.thread().id();
            if (!pushed.accepted().containsKey(thread)) {
                refused.add(thread);
            } else if (!pushed.replaced().containsKey(thread)) {
                inForce.put(thread, roster.thread().stamp().fenceVersion());
            }
        }
        if (!inForce.isEmpty()) {
            acknowledged.inForce(inForce);
        }
        pushed.failure().filter(FenceRebuild::isOutage).ifPresent(failure -> {
            throw failure.exception();
        });
    }

    private static boolean isOutage(Problem failure) {
        return !(failure instanceof DependencyUnavailable dependency && dependency.hasAnswered());
    }
}
