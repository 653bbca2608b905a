package dev.parley.thread.roster;

import dev.parley.id.UserId;

/// A user who is to take part in a thread.
public record ParticipantDraft(UserId user, Participant.Deal deal) {
    /// A user without a part in a deal.
    public static ParticipantDraft of(UserId user) {
        return new ParticipantDraft(user, Participant.Deal.NONE);
    }
}
