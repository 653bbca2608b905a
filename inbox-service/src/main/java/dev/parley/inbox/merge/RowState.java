package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;

/// The known state of a user in a thread. It outlives the membership.
///
/// @param cursor the newest read cursor
/// @param hidden ordinals that are hidden for this user only
/// @param joinVersion the newest join that any known version of the thread names; 0 for none, 1 for a user
/// who has been a participant since the thread was created and has never left
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, long joinVersion) {

    /// The state of a user for whom nothing is stored.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, 0);

    /// Returns the state after an update of the log.
    public RowState merge(ThreadHead.UserUpdate update) {
        return new RowState(cursor.newer(update.cursor()), hidden.merge(update.hidden()), joinVersion);
    }

    /// Returns the state with the join that a version of the thread names.
    public RowState merge(Participant participant) {
        return new RowState(cursor, hidden, Math.max(joinVersion, participant.joinVersion()));
    }

    /// Returns the newest join that the thread or the log has named; 0 for none.
    public long newestJoin() {
        return Math.max(joinVersion, cursor.joinVersion());
    }

    /// Returns the ordinal up to which nothing is unread. The log sets a cursor at each join except at the
    /// creation of the thread. While that cursor has not arrived, it is the head.
    public long readOrdinal(long headOrdinal) {
        return joinVersion > 1 && cursor.joinVersion() < joinVersion ? headOrdinal : cursor.ordinal();
    }
}
