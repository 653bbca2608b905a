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

    /// A cursor that has only moved forward.
    public Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime) {
        this(user, readSequence, readOrdinal, readTime, 0);
    }

    /// Grows with each move, so that a merge keeps the newer one of two: the jumps, then the sequence. A move
    /// forward needs no counter of its own, and with it a send, which writes no cursor; a jump outdates all
    /// moves before.
    public long version() {
        return jumps << SEQUENCE_BITS | readSequence;
    }
}
