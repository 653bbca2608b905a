package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import java.util.Optional;
import java.util.Set;

/// A thread as it was at one of its versions.
///
/// @param version      from 1; the greatest one is the truth
/// @param participants those who took part
public record ThreadChange(ThreadId thread, long version, ThreadFacts facts, Set<UserId> participants) {

    /// Keeps its own copy of the participants.
    public ThreadChange {
        participants = Set.copyOf(participants);
    }

    /// The other one, from the view of a user, when two take part.
    public static Optional<UserId> counterpart(Set<UserId> participants, UserId user) {
        return participants.size() == 2 && participants.contains(user)
                ? participants.stream().filter(other -> !other.equals(user)).findFirst()
                : Optional.empty();
    }
}
