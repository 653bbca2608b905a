package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// A participant of a thread.
///
/// @param marketplaceRole its number in the contract; 0 if not specified
/// @param groupRole its number in the contract; 0 if not specified
/// @param context the profile under which the user participates; may be empty
/// @param founding whether the user has been a participant since the thread was created and has never left
public record Participant(UserId user, int marketplaceRole, int groupRole, String context, boolean founding) {

    /// Creates a user without roles, who was a participant from the start.
    public static Participant founding(UserId user) {
        return new Participant(user, 0, 0, "", true);
    }

    /// Creates a user without roles, who joined later.
    public static Participant joined(UserId user) {
        return new Participant(user, 0, 0, "", false);
    }
}
