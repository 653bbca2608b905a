package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.inbox.folder.ThreadFacts;
import java.util.List;

/// A thread at one of its versions.
///
/// @param version from 1; the greatest one wins
/// @param participants the participants at that version, in join order
public record ThreadChange(ThreadId thread, long version, ThreadFacts facts, List<Participant> participants) {

    /// Copies the participants.
    public ThreadChange {
        participants = List.copyOf(participants);
    }
}
