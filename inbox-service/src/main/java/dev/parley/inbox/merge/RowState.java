package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;

/// The known state of a user in a thread. It outlives the membership: a user who comes back finds the cursor
/// again.
///
/// @param cursor the newest read cursor
/// @param hidden ordinals that are hidden for this user only
/// @param awaitedAbove the version of the cursor when the user was last removed from the thread; 0 if that
///                     never happened. The log sets a cursor with a greater version when the user joins
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, Seat seat, long awaitedAbove) {

    /// The state of a user for whom nothing is stored.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, Seat.NONE, 0);

    /// Returns the state after an update of the log.
    public RowState merge(ThreadHead.UserUpdate update) {
        return new RowState(cursor.newer(update.cursor()), hidden.merge(update.hidden()), seat, awaitedAbove);
    }

    /// Returns the state with the kind of join that the newest version of the thread gives.
    public RowState merge(Participant participant) {
        return new RowState(cursor, hidden, participant.founding() ? Seat.FOUNDING : Seat.JOINED, awaitedAbove);
    }

    /// Returns the state of a user who is not in the newest version of the thread any more.
    public RowState takenOut() {
        return new RowState(cursor, hidden, seat, cursor.version());
    }

    /// Returns the ordinal up to which nothing is unread. While the cursor of a join has not arrived, that is
    /// the head.
    public long readOrdinal(long headOrdinal) {
        return seat == Seat.JOINED && cursor.version() <= awaitedAbove ? headOrdinal : cursor.ordinal();
    }
}
