package dev.parley.inbox.row;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.ThreadFacts;
import java.time.Instant;
import java.util.Optional;

/// One thread in one user's inbox.
///
/// @param facts        what the thread is
/// @param counterpart  the other participant of a thread of two
/// @param unreadCount  how many messages of others are above the read cursor, never negative
/// @param headOrdinal  how many countable messages the thread has
/// @param readSequence the sequence up to which the user has read, or sent
/// @param asOfSequence the sequence up to which this row is exact
/// @param activityTime when the newest message was sent, or the thread created
/// @param newest       the newest message
/// @param revision     the revision of the row's last change
public record InboxRow(
        ThreadId thread,
        Folder folder,
        ThreadFacts facts,
        Optional<UserId> counterpart,
        long unreadCount,
        long headOrdinal,
        long readSequence,
        long asOfSequence,
        Instant activityTime,
        Optional<MessageId> newest,
        long revision) {

    /// Where this row stands in its folder.
    public RowPosition position() {
        return new RowPosition(activityTime, thread);
    }
}
