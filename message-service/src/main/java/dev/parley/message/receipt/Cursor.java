package dev.parley.message.receipt;

import dev.parley.id.UserId;
import java.time.Instant;

/// How far a participant has got. Sending moves the sender's cursor too.
///
/// How far a user has read goes forward within an epoch. A new epoch begins when the user moves the cursor back, or
/// joins again. What was delivered only ever goes forward, and knows no epochs.
///
/// @param readOrdinal       the ordinal at that sequence
/// @param readTime          when the read position last moved; 1970-01-01 before anything was read
/// @param deliveredSequence up to where messages have reached the user, never less than what the user read
public record Cursor(
        UserId user, long readSequence, long readOrdinal, Instant readTime, Epoch epoch, long deliveredSequence) {

    private static final int SEQUENCE_BITS = 40;
    private static final long MOST_EPOCHS = (1L << (Long.SIZE - 1 - SEQUENCE_BITS)) - 1;

    /// A stretch in which a cursor only goes forward.
    ///
    /// @param number      from 0
    /// @param joinVersion the version of the thread that the user's latest join made, when the cursor began with
    ///                    it; 0 for one who is there from the start
    public record Epoch(long number, long joinVersion) {

        /// The first one, of a user who is there from the start.
        public static final Epoch FIRST = new Epoch(0, 0);
    }

    /// What was read was delivered.
    public Cursor {
        deliveredSequence = Math.max(deliveredSequence, readSequence);
    }

    /// A cursor of the first epoch.
    public Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime) {
        this(user, readSequence, readOrdinal, readTime, Epoch.FIRST, readSequence);
    }

    /// Grows with each move of the read position, so that a merge keeps the newer one of two: first the epoch, then
    /// the sequence. A move forward needs no counter of its own, and with it a send, which writes no cursor; a new
    /// epoch outdates all moves before. After eight million epochs a move back is no longer newer.
    public long version() {
        return Math.min(epoch.number(), MOST_EPOCHS) << SEQUENCE_BITS | readSequence;
    }

    /// What is known by two copies of a cursor: the newer read position, and the greater of what was delivered. The
    /// order and the number of merges do not matter.
    public Cursor merge(Cursor other) {
        Cursor newer = other.version() > version() ? other : this;
        return newer.withDelivered(Math.max(deliveredSequence, other.deliveredSequence));
    }

    /// The same with messages delivered up to a sequence.
    public Cursor withDelivered(long sequence) {
        return new Cursor(user, readSequence, readOrdinal, readTime, epoch, sequence);
    }
}
