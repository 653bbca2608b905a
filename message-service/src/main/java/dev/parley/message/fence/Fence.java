package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import java.util.Map;
import java.util.Optional;

/// Who may write and read a thread, as the thread service decided.
///
/// @param version      grows with each change, from 1
/// @param participants those who take part, and whether each was blocked by the other one of a thread of two
public record Fence(ThreadId thread, long version, Status status, Map<UserId, Boolean> participants) {

    /// Whether the thread can be written to.
    public enum Status {
        /// It can.
        OPEN,
        /// It can not: a decision stands against it.
        LOCKED,
        /// It can not: it is done.
        ARCHIVED
    }

    /// Keeps its own copy of the participants.
    public Fence {
        participants = Map.copyOf(participants);
    }

    /// Throws unless the user may write: takes part, no block stands, the thread is open.
    public void admitWriter(UserId user) {
        admitReader(user);
        if (participants.containsValue(Boolean.TRUE)) {
            throw new ContactNotAllowed(thread).exception();
        }
        switch (status) {
            case OPEN -> {}
            case LOCKED -> throw new ThreadLocked(thread).exception();
            case ARCHIVED -> throw new ThreadArchived(thread).exception();
        }
    }

    /// Throws unless the user may read what is there.
    public void admitReader(UserId user) {
        if (!participants.containsKey(user)) {
            throw new ThreadAccessDenied(thread).exception();
        }
    }

    /// Throws unless the user may follow what comes: reads, and is not blocked.
    public void admitWatcher(UserId user) {
        admitReader(user);
        if (Boolean.TRUE.equals(participants.get(user))) {
            throw new ContactNotAllowed(thread).exception();
        }
    }

    /// The other one of a thread of two.
    public Optional<UserId> counterpartOf(UserId user) {
        return participants.size() == 2
                ? participants.keySet().stream()
                        .filter(other -> !other.equals(user))
                        .findFirst()
                : Optional.empty();
    }
}
