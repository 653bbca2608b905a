package dev.parley.message.fence;

import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;

/// A request that its target must accept before the thread is open.
///
/// @param maxOrdinal the ordinal up to which the requester may write until the gate is accepted
public record Gate(State state, UserId requester, long maxOrdinal) {

    /// The state of a gate.
    public enum State implements Numbered {
        /// This version does not know the value: nobody can write.
        UNKNOWN(0),
        /// The target has not answered.
        PENDING(1),
        /// The target accepted: everybody can write.
        ACCEPTED(2),
        /// The target declined, or the request expired or was blocked.
        CLOSED(3);

        /// The values by number; an unknown number is UNKNOWN.
        public static final Numbers<State> NUMBERS = Numbers.of(State.class).orElse(UNKNOWN);

        private final int number;

        State(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// Whether the gate admits a message of this ordinal. The target may reply before the gate is accepted.
    boolean admits(UserId sender, long ordinal) {
        return switch (state) {
            case ACCEPTED -> true;
            case PENDING, CLOSED -> !sender.equals(requester) || ordinal <= maxOrdinal;
            case UNKNOWN -> false;
        };
    }
}
