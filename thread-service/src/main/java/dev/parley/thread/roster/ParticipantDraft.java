package dev.parley.thread.roster;

import dev.parley.id.UserId;
/// A user who is to take part in a thread. An empty role context means: none.

public record ParticipantDraft(UserId user, MarketplaceRole marketplaceRole, String roleContext) {
    /// A user without a part in a deal.
    public static ParticipantDraft of(UserId user) {
        return new ParticipantDraft(user, MarketplaceRole.UNSPECIFIED, "");
    }
}
