package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// A participant of a thread.
///
/// @param marketplaceRole its number in the contract; 0 if not given
/// @param groupRole its number in the contract; 0 if not given
/// @param context the profile under which the user participates; may be empty
/// @param joinVersion the version of the thread that the user's latest join created; 1 for a user who has
/// been a participant since the thread was created and has never left
public record Participant(UserId user, int marketplaceRole, int groupRole, String context, long joinVersion) {

    /// Creates a user without roles, who was a participant from the start.
    public static Participant founding(UserId user) {
        return joined(user, 1);
    }

    /// Creates a user without roles who joined at a version of the thread.
    public static Participant joined(UserId user, long version) {
        return new Participant(user, 0, 0, "", version);
    }
}
