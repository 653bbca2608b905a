package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.unread.Badge;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads inboxes. Each result is a consistent snapshot that includes everything merged before the call.
/// Threads that are not in the inbox are not visible, except in [#changesAfter].
public interface InboxStore {

    /// Returns a page of a folder.
    InboxPage<InboxRow> list(InboxQuery query);

    /// Returns one row.
    Optional<InboxRow> find(UserId user, ThreadId thread);

    /// Returns the rows of several threads, in no particular order, with one query.
    List<InboxRow> findAll(UserId user, Collection<ThreadId> threads);

    /// Returns the totals.
    Badge badge(UserId user);

    /// Returns the numbers behind the unread count of a row.
    Optional<Explanation> explain(UserId user, ThreadId thread);

    /// Returns the rows that changed after a revision, ordered by revision.
    List<RowChange<InboxRow>> changesAfter(ChangeQuery query);

    /// A query for changes.
    ///
    /// @param removedAfter removed rows up to this revision are omitted: the reader never had them
    /// @param limit the maximum number of changes
    record ChangeQuery(UserId user, long after, long removedAfter, int limit) {}
}
