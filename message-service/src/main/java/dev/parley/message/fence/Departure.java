package dev.parley.message.fence;

import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.util.Optional;

/// A former participant.
///
/// @param actor the user or service that removed the user; for a user who left, the user
public record Departure(UserId user, Optional<Actor> actor, Cause cause) {

    /// The cause of a departure.
    public enum Cause implements Numbered {
        /// The user left.
        LEFT(1),
        /// Removed by another user or service, or the cause is unknown.
        REMOVED(2);

        /// The values by number; an unknown number is REMOVED.
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
