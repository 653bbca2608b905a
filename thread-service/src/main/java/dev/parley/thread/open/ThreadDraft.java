package dev.parley.thread.open;

import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.thread.MessageThread.Facts;
import java.util.List;

/// A group to be opened for its owner. The participants name no user twice, and may include the owner.
public record ThreadDraft(Actor opener, UserId owner, Facts facts, List<ParticipantDraft> participants) {
    /// Copies the collections.
    public ThreadDraft {
        participants = List.copyOf(participants);
    }
}
