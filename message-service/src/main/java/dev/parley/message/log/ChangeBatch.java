package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.Change.Outcome;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.State;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sequencer of changes that are written together. It names what to look up, and then decides the result
/// of each change from what was found. Independent of the store. An engine creates a new instance for each
/// attempt and calls, in this order: the lookups, [#decide], its write of [#frames] and the rest, and after
/// the commit [#heads], [#announce] and [#answer].
public final class ChangeBatch {

    private final List<PendingChange<?>> changes;
    private final List<Lookup> lookups = new ArrayList<>();
    private final int identities;
    private final Map<ThreadId, GrowingThread> threads = new TreeMap<>();
    private final Map<FrameId, NewFrame> decided = new HashMap<>();
    private final Map<FrameId, Integer> slots = new HashMap<>();
    private final BatchWrites writes = new BatchWrites();
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<ThreadId> touched = new HashSet<>();
    private boolean refusing;

    /// Creates an attempt to write these changes.
    public ChangeBatch(List<? extends PendingChange<?>> changes) {
        this.changes = List.copyOf(changes);
        for (PendingChange<?> pending : this.changes) {
            touched.add(pending.thread());
            pending.change().identity().ifPresent(this::lookUp);
        }
        identities = lookups.size();
        for (PendingChange<?> pending : this.changes) {
            pending.change().references().forEach(this::lookUp);
        }
    }

    private void lookUp(Lookup lookup) {
        lookups.add(lookup);
    }

    /// Returns the threads whose heads must be known.
    public Set<ThreadId> threads() {
        return touched;
    }

    /// Returns the ids to look up: first those of the changes themselves, in order, then [#references].
    public List<Lookup> lookups() {
        return lookups;
    }

    /// Returns the end of [#lookups]: the messages that are replied to or changed.
    public List<Lookup> references() {
        return lookups.subList(identities, lookups.size());
    }

    /// Returns the indexes in [#lookups] of the found frames whose state must be known, because a change
    /// reads it or repeats what is stored.
    public List<Integer> statesToRead(KnownRows rows) {
        var ids = new HashSet<FrameId>();
        for (int slot = 0; slot < identities; slot++) {
            if (rows.frames().containsKey(slot)) {
                ids.add(lookups.get(slot).id());
            }
        }
        for (PendingChange<?> pending : changes) {
            if (pending.change().readsState()) {
                pending.change().references().forEach(lookup -> ids.add(lookup.id()));
            }
        }
        return ids.isEmpty()
                ? List.of()
                : rows.frames().keySet().stream()
                        .filter(slot -> ids.contains(lookups.get(slot).id()))
                        .toList();
    }

    /// Whether an earlier attempt of a change may have been written.
    public boolean isRepeated() {
        return changes.stream().anyMatch(pending -> pending.written() != null);
    }

    /// Whether a change was refused. A refusal by cached heads and fences may be out of date.
    public boolean isRefusing() {
        return refusing;
    }

    /// Records that this batch definitely wrote nothing.
    public void abandon() {
        changes.forEach(pending -> pending.written(null));
    }

    /// Returns the threads that a change opens if they have no head.
    public Set<ThreadId> opened() {
        var opened = new HashSet<ThreadId>();
        for (PendingChange<?> pending : changes) {
            if (pending.change().opensThread()) {
                opened.add(pending.thread());
            }
        }
        return opened;
    }

    /// Returns the threads whose stored fence must be looked up, because a change was admitted by another
    /// fence or is a fence itself.
    public Set<ThreadId> unknownFences(Map<ThreadId, StoredHead> heads) {
        var unknown = new HashSet<ThreadId>();
        for (PendingChange<?> pending : changes) {
            StoredHead head = heads.get(pending.thread());
            if (head != null && !pending.change().knowsFence(head.fenceVersion())) {
                unknown.add(pending.thread());
            }
        }
        return unknown;
    }

    /// Returns the changes of threads that cannot be written now, in order. They are not decided.
    public List<PendingChange<?>> postpone(Set<ThreadId> held) {
        return changes.stream()
                .filter(pending -> held.contains(pending.thread()))
                .toList();
    }

    /// Decides each change in turn.
    ///
    /// @param fences the stored fences that were looked up
    /// @param held threads whose changes are skipped
    public void decide(KnownRows rows, Map<ThreadId, Fence> fences, Set<ThreadId> held, Instant now) {
        rows.heads()
                .forEach((thread, head) -> threads.put(thread, new GrowingThread(thread, head, fences.get(thread))));
        for (int slot = lookups.size() - 1; slot >= 0; slot--) {
            if (rows.frames().containsKey(slot)) {
                slots.put(lookups.get(slot).id(), slot);
            }
        }
        for (PendingChange<?> pending : changes) {
            if (!held.contains(pending.thread())) {
                decideOne(pending, rows, now);
            }
        }
    }

    private <R> void decideOne(PendingChange<R> pending, KnownRows rows, Instant now) {
        try {
            R result = outcome(pending, rows, now).result();
            answers.add(() -> pending.result().complete(result));
        } catch (ProblemException problem) {
            refusing = true;
            answers.add(() -> pending.result().completeExceptionally(problem));
        }
    }

    private <R> Outcome<R> outcome(PendingChange<R> pending, KnownRows rows, Instant now) {
        GrowingThread thread = thread(pending.change());
        Outcome<R> lost = lostAnswer(pending, rows);
        if (lost != null) {
            thread.recover(lost);
            return lost;
        }
        Outcome<R> outcome = pending.change().decide(thread, lookup -> find(lookup, rows), now);
        if (!outcome.frames().isEmpty()) {
            pending.written(outcome);
            outcome.frames().forEach(frame -> decided.put(frame.frame().id(), frame));
        }
        thread.take(outcome);
        writes.add(outcome);
        return outcome;
    }

    private GrowingThread thread(Change<?> change) {
        if (change.opensThread()) {
            return threads.computeIfAbsent(
                    change.thread(), thread -> new GrowingThread(thread, StoredHead.EMPTY, null));
        }
        GrowingThread thread = threads.get(change.thread());
        if (thread == null) {
            throw new ThreadAccessDenied(change.thread()).exception();
        }
        return thread;
    }

    /// Finds what an earlier attempt of this very change has stored although its response was lost. It is in
    /// the log, so no later fence can undo it.
    private <R> @Nullable Outcome<R> lostAnswer(PendingChange<R> pending, KnownRows rows) {
        Outcome<R> written = pending.written();
        if (written == null || pending.change().identity().isEmpty()) {
            return null;
        }
        StoredFrame stored = stored(pending.change().identity().get(), rows);
        Frame frame = written.frames().getFirst().frame();
        boolean own = stored != null
                && stored.sameContent()
                && stored.sequence() == frame.sequence()
                && stored.createTime().equals(frame.createTime());
        return own ? written : null;
    }

    private @Nullable StoredFrame find(Lookup lookup, KnownRows rows) {
        StoredFrame stored = stored(lookup, rows);
        StoredFrame found = stored == null ? twin(lookup) : stored;
        if (found == null) {
            return null;
        }
        return writes.renewed(lookup, found);
    }

    private @Nullable StoredFrame twin(Lookup lookup) {
        NewFrame twin = decided.get(lookup.id());
        if (twin == null || !twin.frame().thread().equals(lookup.thread())) {
            return null;
        }
        Frame frame = twin.frame();
        return new StoredFrame(
                frame.sequence(),
                frame.ordinal(),
                frame.createTime(),
                frame.content().kind(),
                frame.content().target().map(Frame.Reference::sequence).orElse(0L),
                Arrays.equals(lookup.contentHash(), twin.contentHash()),
                false,
                State.of(frame.content()));
    }

    /// Several changes can look up one id with different hashes or for different viewers, so the slot of
    /// exactly this lookup is used if there is one.
    private @Nullable StoredFrame stored(Lookup lookup, KnownRows rows) {
        Integer slot = slots.get(lookup.id());
        if (slot == null || !lookups.get(slot).thread().equals(lookup.thread())) {
            return null;
        }
        for (int each = slot; each < lookups.size(); each++) {
            if (lookups.get(each).isAsked(lookup)) {
                return rows.frames().get(each);
            }
        }
        return rows.frames().get(slot);
    }

    /// Returns everything to be written besides the heads, all in one write.
    public BatchWrites writes() {
        return writes;
    }

    /// Returns the threads whose heads are to be written, in id order.
    public List<GrowingThread> grown() {
        return threads.values().stream().filter(GrowingThread::isGrown).toList();
    }

    /// Returns the heads of all its threads after the commit.
    public Map<ThreadId, StoredHead> heads() {
        var heads = new HashMap<ThreadId, StoredHead>();
        threads.forEach((thread, growing) -> heads.put(thread, growing.newest()));
        return heads;
    }

    /// Announces what was looked up and written, the fence of a thread before its frames. Call after the
    /// commit.
    public void announce(LogListener listener) {
        for (GrowingThread thread : threads.values()) {
            thread.fence().ifPresent(listener::fenced);
            if (thread.hasUnannounced()) {
                listener.appended(thread.thread(), thread.unannounced(), thread.overlays(), thread.hidden());
            }
            if (thread.isRepeated()) {
                listener.repeated(thread.thread(), thread.head().sequence());
            }
        }
    }

    /// Completes each change that was decided, in order. Call after the commit.
    public void answer() {
        answers.forEach(Runnable::run);
    }

    /// Returns the changes whose threads are among these.
    public static List<PendingChange<?>> of(Collection<? extends PendingChange<?>> changes, Set<ThreadId> threads) {
        var some = new ArrayList<PendingChange<?>>();
        for (PendingChange<?> pending : changes) {
            if (threads.contains(pending.thread())) {
                some.add(pending);
            }
        }
        return some;
    }
}
