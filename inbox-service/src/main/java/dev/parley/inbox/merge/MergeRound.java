package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeOutcome.Move;
import dev.parley.inbox.merge.ThreadHead.UserNews;
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

/// One round of merging, without any store: it takes what is known of some threads and the news of them, says
/// which rows it has to see, and decides what is to be written.
///
/// A store drives it in this order: lock the threads, make the round, load [#keys], draw the revisions that the
/// [#outcome] needs, write it, all in one transaction.
///
/// In a large thread, news of the log reaches only the rows of those who moved themselves, and a change of the
/// participants only those who joined or left. The thread becomes due, and a later round of its own brings all
/// rows up to the head. New facts reach all rows at once, since they may move a thread to another folder.
public final class MergeRound {

    private final Map<ThreadId, ThreadState> threads = new HashMap<>();
    private final Map<ThreadId, Set<UserId>> present = new HashMap<>();
    private final Set<ThreadId> changed = new HashSet<>();
    private final Set<ThreadId> due = new HashSet<>();
    private final Map<RowKey, Touch> touched = new LinkedHashMap<>();

    /// A change of a row.
    ///
    /// @param shown whether its content changes for its user even if the row itself does not
    private record Touch(boolean shown, UnaryOperator<RowState> change) {

        Touch and(Touch other) {
            return new Touch(shown || other.shown, row -> other.change.apply(change.apply(row)));
        }
    }

    private MergeRound() {}

    /// A round for news of logs.
    public static MergeRound ofHeads(Map<ThreadId, ThreadState> known, List<ThreadHead> heads) {
        var round = new MergeRound();
        heads.forEach(news -> round.merge(known.get(news.thread()), news));
        return round;
    }

    /// A round for news of threads.
    public static MergeRound ofChanges(Map<ThreadId, ThreadState> known, List<ThreadChange> changes) {
        var round = new MergeRound();
        changes.forEach(news -> round.merge(known.get(news.thread()), news));
        return round;
    }

    /// A round that brings all rows of a thread up to what is known of it.
    public static MergeRound ofAll(ThreadState thread) {
        var round = new MergeRound();
        round.know(thread);
        round.showToAll(thread);
        return round;
    }

    /// A round that places all rows of threads again, and shows only those that move.
    public static MergeRound ofOutdated(Collection<ThreadState> threads) {
        var round = new MergeRound();
        for (ThreadState thread : threads) {
            round.know(thread);
            thread.participants()
                    .forEach(seat -> round.touch(
                            new RowKey(seat.user(), thread.thread()), new Touch(false, UnaryOperator.identity())));
        }
        return round;
    }

    /// The rows to load.
    public Set<RowKey> keys() {
        return touched.keySet();
    }

    /// Decides the changes.
    ///
    /// @param seen the stored state of [#keys]; a missing entry means that there is none
    public MergeOutcome outcome(Map<RowKey, Seen> seen) {
        var rows = new HashMap<RowKey, RowState>();
        var moves = new ArrayList<Move>();
        var users = new TreeSet<UserId>();
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
        });
        return new MergeOutcome(changed.stream().map(threads::get).toList(), rows, moves, due, users);
    }

    private static Optional<Move> move(RowKey key, Placement now, Seen before, boolean shown) {
        boolean same = Optional.of(now).equals(before.placement());
        if (now.isListed() ? !shown && same : !before.isListed()) {
            return Optional.empty();
        }
        boolean refiled = !before.placement().map(Placement::folders).equals(Optional.of(now.folders()));
        return Optional.of(new Move(key, now, refiled));
    }

    private Placement placement(RowKey key, RowState row, Seen seen) {
        var thread = threads.get(key.thread());
        return present.get(key.thread()).contains(key.user()) ? Placement.of(thread, row, seen) : Placement.NOWHERE;
    }

    private void merge(ThreadState before, ThreadHead news) {
        var now = before.merge(news);
        know(now);
        if (!now.equals(before)) {
            changed.add(now.thread());
            if (now.isLarge()) {
                due.add(now.thread());
            } else {
                showToAll(now);
            }
        }
        for (UserNews one : news.users()) {
            touch(new RowKey(one.user(), now.thread()), new Touch(false, row -> row.merge(one)));
        }
    }

    private void merge(ThreadState before, ThreadChange news) {
        var now = before.merge(news);
        know(now);
        if (now.equals(before)) {
            return;
        }
        changed.add(now.thread());
        boolean sameFacts = now.facts().equals(before.facts());
        if (sameFacts && now.participants().equals(before.participants())) {
            // Such as a block within a group: nobody may see that anything moved.
            return;
        }
        var old = new HashMap<UserId, Participant>();
        before.participants().forEach(seat -> old.put(seat.user(), seat));
        boolean later = now.isLarge() && sameFacts;
        boolean others = false;
        for (Participant seat : now.participants()) {
            boolean same = seat.equals(old.remove(seat.user()));
            if (same && later) {
                others = true;
            } else {
                touch(new RowKey(seat.user(), now.thread()), new Touch(true, row -> row.merge(seat)));
            }
        }
        old.keySet().forEach(left -> touch(new RowKey(left, now.thread()), new Touch(true, RowState::takenOut)));
        if (others) {
            due.add(now.thread());
        }
    }

    private void know(ThreadState thread) {
        threads.put(thread.thread(), thread);
        present.put(thread.thread(), thread.users());
    }

    private void showToAll(ThreadState thread) {
        thread.participants().forEach(seat -> show(seat.user(), thread));
    }

    private void show(UserId user, ThreadState thread) {
        touch(new RowKey(user, thread.thread()), new Touch(true, UnaryOperator.identity()));
    }

    private void touch(RowKey key, Touch touch) {
        touched.merge(key, touch, Touch::and);
    }
}
