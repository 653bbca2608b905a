package dev.parley.message.receipt;

import dev.parley.id.UserId;
import java.time.Instant;

/// How far a participant has read. Sending moves the sender's cursor too.
///
/// @param readOrdinal the ordinal at that sequence
/// @param readTime    when it last moved
/// @param jumps       how often it was moved other than forward
public record Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime, long jumps) {

    private static final int SEQUENCE_BITS = 40;

    /// Creates a cursor that has only moved forward.
    public Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime) {
        this(user, readSequence, readOrdinal, readTime, 0);
    }

    /// Increases with each move, so that a merge keeps the newer one of two: compares the jumps, then the
    /// sequence. A forward move needs no separate counter, and so a send writes no cursor. A jump outdates
    /// all earlier moves.
    public long version() {
        return jumps << SEQUENCE_BITS | readSequence;
    }
}
