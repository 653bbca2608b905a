package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.unread.HiddenOrdinals;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The known state of a thread, the same for all participants.
///
/// @param version the version of facts and participants; 0 while only a head or a cursor is known
/// @param participants the participants, in join order
/// @param hidden ordinals that are hidden for all
public record ThreadState(
        ThreadId thread,
        long version,
        ThreadFacts facts,
        List<Participant> participants,
        Head head,
        HiddenOrdinals hidden) {

    /// From this number of participants on, all rows are updated to the head about once a second.
    public static final int LARGE = 21;

    /// Copies the participants.
    public ThreadState {
        participants = List.copyOf(participants);
    }

    /// Returns the state of a thread for which nothing is stored.
    public static ThreadState unknown(ThreadId thread) {
        return new ThreadState(thread, 0, ThreadFacts.UNKNOWN, List.of(), Head.NONE, HiddenOrdinals.NONE);
    }

    /// Returns the state after an update of its log. The greatest head and the newest entry of each ordinal
    /// win, whatever the order.
    public ThreadState merge(ThreadHead update) {
        return new ThreadState(
                thread, version, facts, participants, head.newer(update.head()), hidden.merge(update.hidden()));
    }

    /// Returns the state after an update of the thread itself. The greatest version wins, whatever the order.
    public ThreadState merge(ThreadChange update) {
        return update.version() > version
                ? new ThreadState(thread, update.version(), update.facts(), update.participants(), head, hidden)
                : this;
    }

    /// Returns the participants.
    public Set<UserId> users() {
        return participants.stream().map(Participant::user).collect(Collectors.toSet());
    }

    /// Whether the log shows the same in all rows as in another state of the thread.
    boolean hasSameLog(ThreadState other) {
        return head.isShownAs(other.head) && hidden.equals(other.hidden);
    }

    /// Whether updating all rows for each new head would be too expensive.
    public boolean isLarge() {
        return participants.size() >= LARGE;
    }

    /// Returns when the newest message was sent, or the thread was created.
    public Instant activityTime() {
        return head.newest().map(Head.NewestMessage::createTime).orElse(facts.createTime());
    }
}
