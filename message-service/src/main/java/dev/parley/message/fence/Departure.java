package dev.parley.message.fence;

import dev.parley.id.UserId;
import java.util.Optional;

/// A user who took part in a thread and does so no more.
///
/// @param actor the one who removed the user; of one who left, the user
public record Departure(UserId user, Optional<Actor> actor, Cause cause) {

    /// How a user came to leave.
    public enum Cause {
        /// The user left.
        LEFT,
        /// Another participant, or the platform, removed the user; or nobody said how it came.
        REMOVED
    }
}
