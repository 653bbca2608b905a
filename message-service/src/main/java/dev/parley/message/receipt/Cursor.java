package dev.parley.message.receipt;

import dev.parley.id.UserId;
import java.time.Instant;

/// How far a participant has read, and how far messages were delivered. Sending moves the sender's cursor
/// too.
///
/// The read position moves only forward within an epoch. A new epoch begins when the user moves the cursor
/// back or joins again. The delivered position only ever moves forward, independently of epochs.
///
/// @param readOrdinal the ordinal at the read sequence
/// @param readTime when the read position last moved; 1970-01-01 before anything was read
/// @param deliveredSequence the sequence up to which messages have reached the user; never less than what the
/// user has read
public record Cursor(
        UserId user, long readSequence, long readOrdinal, Instant readTime, Epoch epoch, long deliveredSequence) {

    private static final int SEQUENCE_BITS = 40;
    private static final long MOST_EPOCHS = (1L << (Long.SIZE - 1 - SEQUENCE_BITS)) - 1;

    /// A period in which a cursor only moves forward.
    ///
    /// @param number from 0
    /// @param joinVersion the version of the thread that the user's latest join created, if the cursor began
    /// with that join; 0 for a participant from the creation of the thread
    /// @param joinSequence the head at that join: nothing up to it is known to have been read by the user in
    /// this membership; 0 for a participant from the creation of the thread
    public record Epoch(long number, long joinVersion, long joinSequence) {

        /// The first epoch of a participant from the creation of the thread.
        public static final Epoch FIRST = new Epoch(0, 0, 0);

        /// Returns the epoch that a move back begins. The membership remains the same.
        public Epoch movedBack() {
            return new Epoch(number + 1, joinVersion, joinSequence);
        }
    }

    /// Whatever was read was also delivered.
    public Cursor {
        deliveredSequence = Math.max(deliveredSequence, readSequence);
    }

    /// Creates a cursor of the first epoch.
    public Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime) {
        this(user, readSequence, readOrdinal, readTime, Epoch.FIRST, readSequence);
    }

    /// Increases with each move of the read position, so that a merge keeps the newer one of two: compares
    /// the epoch, then the sequence. A forward move needs no separate counter, and so a send writes no
    /// cursor. A new epoch outdates all earlier moves. After eight million epochs a move back is no longer
    /// newer.
    public long version() {
        return Math.min(epoch.number(), MOST_EPOCHS) << SEQUENCE_BITS | readSequence;
    }

    /// Combines what two copies of a cursor know: the newer read position, and the greater delivered
    /// sequence. The order and the number of merges do not matter.
    public Cursor merge(Cursor other) {
        Cursor newer = other.version() > version() ? other : this;
        return newer.withDelivered(Math.max(deliveredSequence, other.deliveredSequence));
    }

    /// Returns a copy with messages delivered up to a sequence.
    public Cursor withDelivered(long sequence) {
        return new Cursor(user, readSequence, readOrdinal, readTime, epoch, sequence);
    }
}
