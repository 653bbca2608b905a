package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.unread.UnreadNumbers;
import dev.parley.inbox.watch.AtLeast;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads inboxes. Each answer is of one moment, at which everything was there that had been merged before the call.
/// Rows of threads in which the user takes no part are not seen, except by [#changesAfter].
public interface InboxStore {

    /// A page of a folder.
    InboxPage<InboxRow> list(InboxQuery query);

    /// One row.
    Optional<InboxRow> find(UserId user, ThreadId thread);

    /// Whether a user's row of a thread is there and exact up to a sequence.
    boolean isExact(UserId user, AtLeast position);

    /// The totals.
    Badge badge(UserId user);

    /// The numbers behind the unread count of a row.
    Optional<UnreadNumbers> numbers(UserId user, ThreadId thread);

    /// The rows that changed after a revision, in the order of their revisions, at most `limit`.
    List<RowChange<InboxRow>> changesAfter(UserId user, long revision, int limit);

    /// The newest revision of each of these users; whoever has no inbox is left out. A revision that is seen is final:
    /// no smaller one of the same user appears after it.
    List<Advance> revisions(Collection<UserId> users);
}
