package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import dev.parley.inbox.unread.Unread;

/// What is known of a user in a thread. It outlives the membership: who comes back finds the cursor again.
///
/// @param cursor      the newest read cursor
/// @param hidden      ordinals that are hidden for this user alone
/// @param joinOrdinal how many countable messages there were at the latest join that is known
/// @param seated      whether the user was ever known to take part; a cursor may be known before
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, long joinOrdinal, boolean seated) {

    /// Of a user of whom nothing is known.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, 0, false);

    /// With news of the log.
    public RowState merge(ThreadHead.CursorNews news) {
        return new RowState(cursor.newer(news.cursor()), hidden.merge(news.hidden()), joinOrdinal, seated);
    }

    /// With a seat in the thread. Of several joins the latest one holds.
    public RowState merge(Participant seat) {
        return new RowState(cursor, hidden, Math.max(joinOrdinal, seat.joinOrdinal()), true);
    }

    /// The ordinal up to which nothing is unread. Messages before the join are not, whatever of them the user may read.
    public long readOrdinal() {
        return Math.max(cursor.ordinal(), joinOrdinal);
    }

    /// What is unread in a thread.
    public Unread unread(ThreadState thread) {
        return Unread.of(thread.head().ordinal(), thread.hidden(), readOrdinal(), hidden);
    }
}
