package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// A user who takes part in a thread.
///
/// @param marketplaceRole its number in the contract; 0 when nothing was said
/// @param groupRole       its number in the contract; 0 when nothing was said
/// @param context         the profile that the user takes part with; may be empty
/// @param joinVersion     the version of the thread that the user's latest join made: 1 for one who takes part since
///                        the thread was created, and never left
public record Participant(UserId user, int marketplaceRole, int groupRole, String context, long joinVersion) {

    /// Creates a user without roles, who was a participant from the start.
    public static Participant founding(UserId user) {
        return joined(user, 1);
    }

    /// A user without roles, who joined at a version of the thread.
    public static Participant joined(UserId user, long version) {
        return new Participant(user, 0, 0, "", version);
    }
}
