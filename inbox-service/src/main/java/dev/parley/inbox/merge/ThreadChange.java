package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.inbox.folder.ThreadFacts;
import java.util.List;

/// A thread as it was at one of its versions.
///
/// @param version      from 1; the greatest one holds
/// @param participants those who took part, in the order in which they joined
public record ThreadChange(ThreadId thread, long version, ThreadFacts facts, List<Participant> participants) {

    /// Keeps its own copy of the participants.
    public ThreadChange {
        participants = List.copyOf(participants);
    }
}
