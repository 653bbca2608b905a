package dev.parley.message.fence;

import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;

/// A request that its target must accept before the thread is open.
///
/// @param maxOrdinal the ordinal up to which the requester may write while the gate is not accepted
public record Gate(State state, UserId requester, long maxOrdinal) {

    /// Where a gate stands.
    public enum State implements Numbered {
        /// This version does not know it: nobody writes.
        UNKNOWN(0),
        /// The target has not answered.
        PENDING(1),
        /// The target accepted: everybody writes.
        ACCEPTED(2),
        /// The target declined, it expired, or it was blocked.
        CLOSED(3);

        /// The values by their numbers; one that this version does not know is UNKNOWN.
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

    /// Whether a message of this ordinal passes. The target is free to answer while the gate is not accepted.
    boolean admits(UserId sender, long ordinal) {
        return switch (state) {
            case ACCEPTED -> true;
            case PENDING, CLOSED -> !sender.equals(requester) || ordinal <= maxOrdinal;
            case UNKNOWN -> false;
        };
    }
}
