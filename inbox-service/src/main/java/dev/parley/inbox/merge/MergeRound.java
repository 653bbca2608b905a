package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeOutcome.Move;
import dev.parley.inbox.merge.ThreadHead.UserUpdate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// One round of merging, independent of any store. It takes the known state of some threads and the updates
/// of them, names the rows that it has to see, and decides what to write.
///
/// A store calls it in this order, all in one transaction: lock the threads, create the round, load [#keys],
/// draw the revisions that the [#outcome] needs, and write it.
///
/// A frame that shows nothing new in a row, for example a reaction or an edit of an older message, changes no
/// row: it only moves the head of the thread.
///
/// In a large thread, updates of the log affect only the rows of users who moved themselves, and a change of
/// the participants only those who joined or left. The thread becomes due, and a later separate round updates
/// all rows to the head. New facts affect all rows immediately, since they may move a thread to another
/// folder.
public final class MergeRound {

    private final Map<ThreadId, ThreadState> threads = new HashMap<>();
    private final Map<ThreadId, Set<UserId>> present = new HashMap<>();
    private final Set<ThreadId> changed = new HashSet<>();
    private final Set<ThreadId> due = new HashSet<>();
    private final Map<RowKey, Touch> touched = new LinkedHashMap<>();
    private final Set<UserId> informed = new HashSet<>();

    /// A change of a row.
    ///
    /// @param shown whether its content changes for its user even if the row itself does not
    private record Touch(boolean shown, UnaryOperator<RowState> change) {

        Touch and(Touch other) {
            return new Touch(shown || other.shown, row -> other.change.apply(change.apply(row)));
        }
    }

    private MergeRound() {}

    /// Creates a round for updates of logs.
    public static MergeRound ofHeads(Map<ThreadId, ThreadState> known, List<ThreadHead> heads) {
        var round = new MergeRound();
        heads.forEach(update -> round.merge(known.get(update.thread()), update));
        return round;
    }

    /// Creates a round for updates of threads.
    public static MergeRound ofChanges(Map<ThreadId, ThreadState> known, List<ThreadChange> changes) {
        var round = new MergeRound();
        changes.forEach(update -> round.merge(known.get(update.thread()), update));
        return round;
    }

    /// Creates a round that updates all rows of a thread to its known state.
    public static MergeRound ofAll(ThreadState thread) {
        var round = new MergeRound();
        round.know(thread);
        round.showToAll(thread);
        return round;
    }

    /// Creates a round that recomputes the places of all rows of threads, and shows only those that move.
    public static MergeRound ofOutdated(Collection<ThreadState> threads) {
        var round = new MergeRound();
        for (ThreadState thread : threads) {
            round.know(thread);
            thread.participants()
                    .forEach(participant -> round.touch(
                            new RowKey(participant.user(), thread.thread()),
                            new Touch(false, UnaryOperator.identity())));
        }
        return round;
    }

    /// Creates a round that replaces the known state of a thread, and the rows of its participants.
    ///
    /// @param listed users whose inboxes contain the thread; those who are no participants lose it
    public static MergeRound ofTruth(
            ThreadState before, ThreadState now, Map<UserId, RowState> rows, Collection<UserId> listed) {
        var round = new MergeRound();
        round.know(now);
        round.changed.add(now.thread());
        boolean shown = !now.equals(before);
        rows.forEach((user, row) -> round.touch(new RowKey(user, now.thread()), new Touch(shown, old -> row)));
        var others = new HashSet<>(before.users());
        others.addAll(listed);
        others.removeAll(rows.keySet());
        others.forEach(other -> round.show(other, now));
        return round;
    }

    /// Returns the rows to load.
    public Set<RowKey> keys() {
        return touched.keySet();
    }

    /// Decides the changes.
    ///
    /// @param seen the stored state of [#keys]; a missing entry means that there is none
    public MergeOutcome outcome(Map<RowKey, Seen> seen) {
        var rows = new HashMap<RowKey, RowState>();
        var moves = new ArrayList<Move>();
        var leaves = new HashMap<RowKey, Leave>();
        var users = new TreeSet<>(informed);
        touched.forEach((key, touch) -> {
            users.add(key.user());
            var before = seen.getOrDefault(key, Seen.NOTHING);
            var old = before.row().orElse(RowState.UNKNOWN);
            var row = touch.change().apply(old);
            boolean moved = !row.equals(old);
            if (moved || before.row().isEmpty()) {
                rows.put(key, row);
            }
            move(key, placement(key, row, before), before, touch.shown() || moved)
                    .ifPresent(moves::add);
            leave(key, row).ifPresent(leave -> leaves.put(key, leave));
        });
        return new MergeOutcome(changed.stream().map(threads::get).toList(), rows, moves, leaves, due, users);
    }

    /// A join that is newer than the known version of the thread has not ended.
    private Optional<Leave> leave(RowKey key, RowState row) {
        var thread = threads.get(key.thread());
        long joined = row.newestJoin();
        boolean left = joined > 0
                && thread.version() >= joined
                && !present.get(key.thread()).contains(key.user());
        return left
                ? Optional.of(new Leave(joined, thread.version(), thread.head().sequence()))
                : Optional.empty();
    }

    /// Whether the place of a participant is lost: places can be dropped, and until the thread is placed again
    /// readers still show the row.
    private static boolean mayHaveBeenListed(Seen before) {
        return before.placement().isEmpty()
                && before.row().filter(row -> row.joinVersion() > 0).isPresent();
    }

    private static Optional<Move> move(RowKey key, Placement now, Seen before, boolean shown) {
        boolean same = before.placement().filter(now::isSamePlace).isPresent();
        if (now.isListed() ? !shown && same : !before.isListed() && !mayHaveBeenListed(before)) {
            return Optional.empty();
        }
        boolean refiled = !before.placement().map(Placement::folders).equals(Optional.of(now.folders()));
        return Optional.of(new Move(key, now, refiled));
    }

    private Placement placement(RowKey key, RowState row, Seen seen) {
        var thread = threads.get(key.thread());
        return present.get(key.thread()).contains(key.user()) ? Placement.of(thread, row, seen) : Placement.NOWHERE;
    }

    private void merge(ThreadState before, ThreadHead update) {
        var now = before.merge(update);
        know(now);
        if (!now.equals(before)) {
            changed.add(now.thread());
            if (now.hasSameLog(before)) {
                inform(now);
            } else if (now.isLarge()) {
                due.add(now.thread());
            } else {
                showToAll(now);
            }
        }
        for (UserUpdate one : update.users()) {
            touch(new RowKey(one.user(), now.thread()), new Touch(false, row -> row.merge(one)));
        }
    }

    private void merge(ThreadState before, ThreadChange update) {
        var now = before.merge(update);
        know(now);
        if (now.equals(before)) {
            return;
        }
        changed.add(now.thread());
        boolean sameFacts = now.facts().equals(before.facts());
        if (sameFacts && now.participants().equals(before.participants())) {
            // For example a block within a group: nobody may notice that anything has changed.
            inform(now);
            return;
        }
        var old = new HashMap<UserId, Participant>();
        before.participants().forEach(participant -> old.put(participant.user(), participant));
        boolean later = now.isLarge() && sameFacts;
        boolean others = false;
        for (Participant participant : now.participants()) {
            boolean same = participant.equals(old.remove(participant.user()));
            if (same && later) {
                others = true;
            } else {
                touch(new RowKey(participant.user(), now.thread()), new Touch(true, row -> row.merge(participant)));
            }
        }
        old.keySet().forEach(left -> show(left, now));
        if (others) {
            due.add(now.thread());
        }
    }

    private void know(ThreadState thread) {
        threads.put(thread.thread(), thread);
        present.put(thread.thread(), thread.users());
    }

    private void showToAll(ThreadState thread) {
        thread.participants().forEach(participant -> show(participant.user(), thread));
    }

    /// Readers may wait for the new position although no row changes. Those of large threads find it themselves.
    private void inform(ThreadState thread) {
        if (!thread.isLarge()) {
            informed.addAll(present.get(thread.thread()));
        }
    }

    private void show(UserId user, ThreadState thread) {
        touch(new RowKey(user, thread.thread()), new Touch(true, UnaryOperator.identity()));
    }

    private void touch(RowKey key, Touch touch) {
        touched.merge(key, touch, Touch::and);
    }
}
