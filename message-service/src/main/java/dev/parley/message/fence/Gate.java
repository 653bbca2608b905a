package dev.parley.message.fence;

import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;

/// A request that its target must accept before the thread is open.
///
/// @param maxOrdinal the ordinal up to which the requester may write while the gate is pending
public record Gate(State state, UserId requester, long maxOrdinal) {

    /// The state of a gate.
    public enum State implements Numbered {
        /// This version does not know the value: nobody can write.
        UNKNOWN(0),
        /// The target has not answered. The requester can write a limited number of messages.
        PENDING(1),
        /// The target accepted: everybody can write.
        ACCEPTED(2),
        /// The target declined, or the request expired or was blocked: the requester cannot write.
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

    /// Whether a user can write, apart from the limit on messages. The target can reply before the gate is
    /// accepted.
    boolean admits(UserId user) {
        return switch (state) {
            case PENDING, ACCEPTED -> true;
            case CLOSED -> !user.equals(requester);
            case UNKNOWN -> false;
        };
    }

    /// Whether a user can write a message of this ordinal.
    boolean admits(UserId sender, long ordinal) {
        boolean limited = state == State.PENDING && sender.equals(requester);
        return admits(sender) && (!limited || ordinal <= maxOrdinal);
    }
}
