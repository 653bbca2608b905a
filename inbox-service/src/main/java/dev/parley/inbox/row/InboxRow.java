package dev.parley.inbox.row;

import dev.parley.id.MessageId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.Placement;
import dev.parley.inbox.merge.RowState;
import dev.parley.inbox.unread.Unread;
import java.util.List;
import java.util.Optional;

/// One thread in one user's inbox.
///
/// @param user the user whose inbox it is
/// @param thread the shown part of the thread, exact up to its head
/// @param state the known state of the user in the thread
/// @param placement the place of the thread
/// @param revision the revision of the row's last change
public record InboxRow(UserId user, ThreadSummary thread, RowState state, Placement placement, long revision) {

    /// Returns the numbers behind the unread count, up to the head.
    public Unread unread() {
        return Unread.of(
                thread.headOrdinal(), thread.hidden(), state.readOrdinal(thread.headOrdinal()), state.hidden());
    }

    /// Returns the message that the row previews: the newest one, unless it is hidden for this user only.
    public Optional<MessageId> previewed() {
        return thread.newest().filter(message -> !state.hidden().contains(thread.headOrdinal()));
    }

    /// Returns the first participants in join order, without the user.
    public List<Participant> others() {
        return thread.first().stream()
                .filter(one -> !one.user().equals(user))
                .limit(ThreadSummary.FIRST - 1L)
                .toList();
    }

    /// Returns the position of this row in its folders.
    public RowPosition position() {
        return new RowPosition(placement.pinRank(), placement.activity(), thread.thread());
    }
}
