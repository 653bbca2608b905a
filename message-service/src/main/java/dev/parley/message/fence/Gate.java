package dev.parley.message.fence;

import dev.parley.id.UserId;

/// A request that its target must accept before the thread is open.
///
/// @param maxOrdinal the ordinal up to which the requester may write while the gate is not accepted
public record Gate(State state, UserId requester, long maxOrdinal) {

    /// Where a gate stands.
    public enum State {
        /// This version does not know it: nobody writes.
        UNKNOWN,
        /// The target has not answered.
        PENDING,
        /// The target accepted: everybody writes.
        ACCEPTED,
        /// The target declined, it expired, or it was blocked.
        CLOSED
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
