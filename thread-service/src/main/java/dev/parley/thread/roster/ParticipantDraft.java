package dev.parley.thread.roster;

import dev.parley.id.UserId;

/// A user to add to a thread.
public record ParticipantDraft(UserId user, Participant.Deal deal) {
    /// Creates a draft of a user without a role in a deal.
    public static ParticipantDraft of(UserId user) {
        return new ParticipantDraft(user, Participant.Deal.NONE);
    }
}
