package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.unread.HiddenOrdinals;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The known state of a thread, the same for all who take part.
///
/// @param version      the version of facts and participants; 0 while only a head or a cursor is known
/// @param participants those who take part, in the order in which they joined
/// @param hidden       ordinals that are hidden for all
public record ThreadState(
        ThreadId thread,
        long version,
        ThreadFacts facts,
        List<Participant> participants,
        Head head,
        HiddenOrdinals hidden) {

    /// From this number of participants on, the rows of all are brought up to the head at most once a second.
    public static final int LARGE = 21;

    /// Keeps its own copy of the participants.
    public ThreadState {
        participants = List.copyOf(participants);
    }

    /// A thread without stored state.
    public static ThreadState unknown(ThreadId thread) {
        return new ThreadState(thread, 0, ThreadFacts.UNKNOWN, List.of(), Head.NONE, HiddenOrdinals.NONE);
    }

    /// With news of its log. The greatest head and the newest of each ordinal hold, whatever the order.
    public ThreadState merge(ThreadHead news) {
        return new ThreadState(
                thread, version, facts, participants, head.newer(news.head()), hidden.merge(news.hidden()));
    }

    /// With news of the thread itself. The greatest version holds, whatever the order.
    public ThreadState merge(ThreadChange news) {
        return news.version() > version
                ? new ThreadState(thread, news.version(), news.facts(), news.participants(), head, hidden)
                : this;
    }

    /// The users who take part.
    public Set<UserId> users() {
        return participants.stream().map(Participant::user).collect(Collectors.toSet());
    }

    /// Whether updating all rows for each new head would cost too much.
    public boolean isLarge() {
        return participants.size() >= LARGE;
    }

    /// When the newest message was sent, or the thread created.
    public Instant activityTime() {
        return head.newest().map(Head.NewestMessage::createTime).orElse(facts.createTime());
    }
}
