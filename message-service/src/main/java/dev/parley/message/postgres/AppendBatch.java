package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends that are written together: what to look up, and then, by what was found, what becomes of each. Knows
/// no SQL. Made anew for each try.
final class AppendBatch {

    private static final byte[] NO_HASH = {};

    /// A message id to look up.
    ///
    /// @param contentHash the hash to compare with; empty where only existence counts
    record Lookup(MessageId message, ThreadId thread, byte[] contentHash) {}

    /// A frame to write.
    record NewFrame(Frame frame, byte[] contentHash) {}

    private final List<PendingAppend> appends;
    private final List<Lookup> lookups = new ArrayList<>();
    private final Map<Integer, Integer> replySlots = new HashMap<>();
    private final Map<ThreadId, ThreadTail> tails = new TreeMap<>();
    private final Map<MessageId, NewFrame> frames = new HashMap<>();
    private final List<NewFrame> order = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<ThreadId> threads = new HashSet<>();

    AppendBatch(List<PendingAppend> appends) {
        this.appends = appends;
        for (PendingAppend pending : appends) {
            threads.add(pending.thread());
            lookups.add(new Lookup(pending.messageId(), pending.thread(), pending.contentHash()));
        }
        for (int slot = 0; slot < appends.size(); slot++) {
            Optional<MessageId> replyTo = appends.get(slot).draft().replyTo();
            if (replyTo.isPresent()) {
                replySlots.put(slot, lookups.size());
                lookups.add(new Lookup(replyTo.get(), appends.get(slot).thread(), NO_HASH));
            }
        }
    }

    /// The threads whose heads are to be locked.
    Set<ThreadId> threads() {
        return threads;
    }

    /// The messages to look up: first those of the sends, in their order, then those replied to.
    List<Lookup> lookups() {
        return lookups;
    }

    /// The end of [#lookups]: the messages replied to.
    List<Lookup> replyLookups() {
        return lookups.subList(appends.size(), lookups.size());
    }

    /// Whether an earlier try of a send may have been written.
    boolean isRepeated() {
        return appends.stream().anyMatch(pending -> pending.written() != null);
    }

    /// Nothing of this batch was written, for sure.
    void abandon() {
        appends.forEach(PendingAppend::notWritten);
    }

    /// The threads where a send was admitted by another fence than the stored one.
    Set<ThreadId> outdated(LockedRows rows) {
        var outdated = new HashSet<ThreadId>();
        for (PendingAppend pending : appends) {
            StoredHead head = rows.heads().get(pending.thread());
            if (head != null && head.fenceVersion() != pending.append().fenceVersion()) {
                outdated.add(pending.thread());
            }
        }
        return outdated;
    }

    /// Decides each send in turn.
    ///
    /// @param fences the stored fences of the outdated threads
    void decide(LockedRows rows, Map<ThreadId, Fence> fences, Instant now) {
        rows.heads().forEach((thread, head) -> tails.put(thread, new ThreadTail(thread, head)));
        for (int slot = 0; slot < appends.size(); slot++) {
            PendingAppend pending = appends.get(slot);
            try {
                Appended appended = decide(slot, rows, fences, now);
                answers.add(() -> pending.result().complete(appended));
            } catch (ProblemException problem) {
                answers.add(() -> pending.result().completeExceptionally(problem));
            }
        }
    }

    /// The frames to write, in order within each thread.
    List<NewFrame> frames() {
        return order;
    }

    /// The heads to write, in the order of their threads.
    List<ThreadTail> heads() {
        return tails.values().stream().filter(ThreadTail::grown).toList();
    }

    /// The heads of all its threads as they are after the commit.
    void remember(RememberedHeads heads) {
        tails.forEach((thread, tail) -> heads.put(thread, tail.newest()));
    }

    /// Tells of what was written. After the commit.
    void announce(LogListener listener) {
        for (ThreadTail tail : tails.values()) {
            if (!tail.news().isEmpty()) {
                listener.appended(tail.thread(), List.copyOf(tail.news()));
            }
        }
    }

    /// Answers each send, in order. After the commit.
    void answer() {
        answers.forEach(Runnable::run);
    }

    private Appended decide(int slot, LockedRows rows, Map<ThreadId, Fence> fences, Instant now) {
        PendingAppend pending = appends.get(slot);
        ThreadTail tail = tails.get(pending.thread());
        if (tail == null) {
            throw new ThreadAccessDenied(pending.thread()).exception();
        }
        StoredMessage stored = rows.messages().get(slot);
        Frame lost = lostAnswer(pending, stored);
        if (lost != null) {
            tail.recover(lost);
            return new Appended(lost, false);
        }
        if (stored != null) {
            return new Appended(replay(pending, stored), true);
        }
        admit(pending, tail, fences);
        NewFrame twin = frames.get(pending.messageId());
        if (twin != null) {
            return new Appended(replay(pending, twin), true);
        }
        requireReplyTarget(slot, pending, rows);
        return new Appended(grow(pending, tail, now), false);
    }

    /// What an earlier try of this very send has stored, although it was not told so. It is in the log: no fence that
    /// came since can undo it.
    private static @Nullable Frame lostAnswer(PendingAppend pending, @Nullable StoredMessage stored) {
        Frame written = pending.written();
        boolean own = stored != null
                && written != null
                && stored.sameContent()
                && stored.sequence() == written.sequence()
                && stored.createTime().equals(written.createTime());
        return own ? written : null;
    }

    private static void admit(PendingAppend pending, ThreadTail tail, Map<ThreadId, Fence> fences) {
        if (tail.fenceVersion() == pending.append().fenceVersion()) {
            return;
        }
        Fence fence = fences.get(pending.thread());
        if (fence == null) {
            throw new ThreadAccessDenied(pending.thread()).exception();
        }
        fence.admitWriter(pending.draft().sender());
    }

    private static Frame replay(PendingAppend pending, StoredMessage stored) {
        if (!stored.sameContent()) {
            throw new RequestIdReused(pending.draft().requestId()).exception();
        }
        Draft draft = pending.draft();
        var content = new Frame.Text(draft.sender(), draft.text(), draft.replyTo(), stored.screened());
        return new Frame(
                draft.thread(), stored.sequence(), stored.ordinal(), pending.messageId(), stored.createTime(), content);
    }

    private static Frame replay(PendingAppend pending, NewFrame twin) {
        if (!Arrays.equals(pending.contentHash(), twin.contentHash())) {
            throw new RequestIdReused(pending.draft().requestId()).exception();
        }
        return twin.frame();
    }

    private void requireReplyTarget(int slot, PendingAppend pending, LockedRows rows) {
        pending.draft().replyTo().ifPresent(target -> {
            StoredMessage stored = rows.messages().get(replySlots.get(slot));
            NewFrame written = frames.get(target);
            boolean here = stored != null
                    ? stored.sameThread()
                    : written != null && written.frame().thread().equals(pending.thread());
            if (!here) {
                throw new MessageNotFound(pending.thread(), target).exception();
            }
        });
    }

    private Frame grow(PendingAppend pending, ThreadTail tail, Instant now) {
        Frame frame = tail.grow(pending, now);
        var written = new NewFrame(frame, pending.contentHash());
        pending.written(frame);
        frames.put(pending.messageId(), written);
        order.add(written);
        return frame;
    }
}
