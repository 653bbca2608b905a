package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// A user who takes part in a thread.
///
/// @param marketplaceRole its number in the contract; 0 when nothing was said
/// @param groupRole       its number in the contract; 0 when nothing was said
/// @param context         the profile that the user takes part with; may be empty
/// @param founding        whether the user takes part since the thread was created, and never left
public record Participant(UserId user, int marketplaceRole, int groupRole, String context, boolean founding) {

    /// A user without roles, there from the start.
    public static Participant founding(UserId user) {
        return new Participant(user, 0, 0, "", true);
    }

    /// A user without roles, who joined later.
    public static Participant joined(UserId user) {
        return new Participant(user, 0, 0, "", false);
    }
}
