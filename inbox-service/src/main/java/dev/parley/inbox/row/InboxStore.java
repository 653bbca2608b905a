package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.unread.Badge;
import java.util.List;
import java.util.Optional;

/// Reads inboxes. Each answer is of one moment, at which everything was there that had been merged before the
/// call. Threads that do not lie in the inbox are not seen, except by [#changesAfter].
public interface InboxStore {

    /// A page of a folder.
    InboxPage<InboxRow> list(InboxQuery query);

    /// One row.
    Optional<InboxRow> find(UserId user, ThreadId thread);

    /// The totals.
    Badge badge(UserId user);

    /// The numbers behind the unread count of a row.
    Optional<Explanation> explain(UserId user, ThreadId thread);

    /// The rows that changed after a revision, in the order of their revisions.
    List<RowChange<InboxRow>> changesAfter(ChangeQuery query);

    /// Asks for changes.
    ///
    /// @param removedAfter removed rows up to this revision are left out: the reader never had them
    /// @param limit        how many at the most
    record ChangeQuery(UserId user, long after, long removedAfter, int limit) {}
}
