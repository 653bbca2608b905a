package dev.parley.message.fence;

import dev.parley.platform.enums.Numbers;
import dev.parley.platform.enums.Numbered;
import dev.parley.id.UserId;
import java.util.Optional;

/// A user who took part in a thread and does so no more.
///
/// @param actor the one who removed the user; of one who left, the user
public record Departure(UserId user, Optional<Actor> actor, Cause cause) {

    /// How a user came to leave.
    public enum Cause implements Numbered {
        /// The user left.
        LEFT(1),
        /// Another participant, or the platform, removed the user; or nobody said how it came.
        REMOVED(2);

        /// The values by their numbers; one that this version does not know is REMOVED.
        public static final Numbers<Cause> NUMBERS = Numbers.of(Cause.class).orElse(REMOVED);

        private final int number;

        Cause(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
