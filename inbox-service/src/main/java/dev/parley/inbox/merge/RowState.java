package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;

/// The known state of a user in a thread. It outlives the membership: a user who comes back finds the cursor
/// again.
///
/// @param cursor the newest read cursor
/// @param hidden ordinals that are hidden for this user alone
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, Seat seat) {

    /// A user without stored state.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, Seat.NONE);

    /// With news of the log.
    public RowState merge(ThreadHead.UserNews news) {
        return new RowState(cursor.newer(news.cursor()), hidden.merge(news.hidden()), seat);
    }

    /// With the seat that the newest version of the thread gives.
    public RowState merge(Participant participant) {
        return new RowState(cursor, hidden, participant.founding() ? Seat.FOUNDING : Seat.JOINED);
    }

    /// The ordinal up to which nothing is unread. While a user who joined later has no cursor yet, that is the
    /// head.
    public long readOrdinal(long headOrdinal) {
        return seat == Seat.JOINED && cursor.equals(ReadCursor.NONE) ? headOrdinal : cursor.ordinal();
    }
}
