package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;

/// The known state of a user in a thread. It outlives the membership: a user who comes back finds the cursor
/// again.
///
/// @param cursor       the newest read cursor
/// @param hidden       ordinals that are hidden for this user alone
/// @param awaitedAbove the version that the cursor had when the user was last taken out; 0 when that never
///                     happened. The log sets a cursor with a greater version when the user joins
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, Seat seat, long awaitedAbove) {

    /// A user without stored state.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, Seat.NONE, 0);

    /// With news of the log.
    public RowState merge(ThreadHead.UserNews news) {
        return new RowState(cursor.newer(news.cursor()), hidden.merge(news.hidden()), seat, awaitedAbove);
    }

    /// With the seat that the newest version of the thread gives.
    public RowState merge(Participant participant) {
        return new RowState(cursor, hidden, participant.founding() ? Seat.FOUNDING : Seat.JOINED, awaitedAbove);
    }

    /// Of a user whom the newest version of the thread takes out.
    public RowState takenOut() {
        return new RowState(cursor, hidden, seat, cursor.version());
    }

    /// The ordinal up to which nothing is unread. While the cursor of a join is still to come, that is the
    /// head.
    public long readOrdinal(long headOrdinal) {
        return seat == Seat.JOINED && cursor.version() <= awaitedAbove ? headOrdinal : cursor.ordinal();
    }
}
