package dev.parley.inbox.merge;

import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;

/// The known state of a user in a thread. It outlives the membership.
///
/// @param cursor      the newest read cursor
/// @param hidden      ordinals that are hidden for this user alone
/// @param joinVersion the newest join that a version of the thread named: 0 for none, 1 for one who takes part since
///                    the thread was created, and never left
public record RowState(ReadCursor cursor, HiddenOrdinals hidden, long joinVersion) {

    /// The state of a user for whom nothing is stored.
    public static final RowState UNKNOWN = new RowState(ReadCursor.NONE, HiddenOrdinals.NONE, 0);

    /// Returns the state after an update of the log.
    public RowState merge(ThreadHead.UserUpdate update) {
        return new RowState(cursor.newer(update.cursor()), hidden.merge(update.hidden()), joinVersion);
    }

    /// With the join that a version of the thread names.
    public RowState merge(Participant participant) {
        return new RowState(cursor, hidden, Math.max(joinVersion, participant.joinVersion()));
    }

    /// The ordinal up to which nothing is unread. The log sets a cursor at each join but those of the creation;
    /// while that one is still to come, it is the head.
    public long readOrdinal(long headOrdinal) {
        return joinVersion > 1 && cursor.joinVersion() < joinVersion ? headOrdinal : cursor.ordinal();
    }
}
