package dev.parley.inbox.merge;

import dev.parley.id.UserId;

/// A user who takes part in a thread.
///
/// @param marketplaceRole the number of the role in the contract; 0 when the user has none
/// @param groupRole       the number of the role in the contract; 0 when the user has none
/// @param context         what the role means in words, such as the name of a studio; may be empty
/// @param joinOrdinal     how many countable messages there were when the user joined: they are not unread
public record Participant(UserId user, int marketplaceRole, int groupRole, String context, long joinOrdinal) {

    /// A user without roles, there from the start.
    public static Participant of(UserId user) {
        return new Participant(user, 0, 0, "", 0);
    }
}
