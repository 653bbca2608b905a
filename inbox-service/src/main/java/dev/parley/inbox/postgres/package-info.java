/// Inboxes in PostgreSQL, in the schema `inbox`.
///
/// ```
/// thread_state     one row per thread: facts, participants, head, ordinals hidden for all
/// inbox_row        one row per user and thread: versioned read cursor, ordinals hidden for this user, join
/// inbox_leave      one row per user and thread that the user has left: what a token may tell the user of it
/// inbox_setting    one row per user and thread: pin, archive, mute, labels         merges never write it
/// inbox_waiting    items that wait, or waited, for a user in a thread              merges never write it
/// inbox_place      one row per user, thread and folder: order, unread, revision    derived from the four above
/// inbox_revision   one row per user: its newest revision, and the lock that orders revisions
/// inbox_compacted  one row per user who has lost old removed rows
/// inbox_dropped    one row each time that the places were dropped, until all threads are marked to be placed again
/// thread_due       large threads whose places are behind their heads
/// ```
///
/// `inbox_place` is derived and can be lost. `thread_state` contains the version of the rules that placed the
/// rows of a thread. A step looks for older versions, and places their threads again, a few threads per
/// transaction. A merge of an older version sets the version back, so two versions can run side by side.
///
/// The rules of merges are in [dev.parley.inbox.merge.MergeRound]; this engine loads and stores.
///
/// **A row** shows the values of `thread_state` and `inbox_row`, so it is exact up to the head, whatever the
/// size of the thread. Its order, and the sum of a badge, come from `inbox_place`, which is up to 1.2 s
/// behind in a large thread.
///
/// **A place is written only if its row shows something new.** So `as_of` can be less than the head. While the
/// thread is not in `thread_due`, all its places are exact up to the head.
///
/// **Two types of locks.** A merge first locks the rows in `thread_state` of its threads. Rows of `inbox_row`
/// and `inbox_place` are read and written under the lock of their thread; a write to `inbox_setting` must
/// take it too. Then the merge draws the revisions of the users whose rows change, which locks their counters
/// until the commit. So a revision that a reader sees is greater than all before it and smaller than all that
/// follow. Different users and threads share no lock, so their merges run in parallel, in one process and in
/// several.
///
/// **Order of locks**, the same everywhere, so that merges may wait for each other but never deadlock: a row
/// of `thread_due`, the rows of `thread_state` by thread, the counters by user, all of them in one statement.
/// A merge whose thread is already due does not wait for the transaction that works on it. A repair takes the row
/// of `thread_due` last, so it does not wait for it either: a thread that is being placed stays due.
@NullMarked
package dev.parley.inbox.postgres;

import org.jspecify.annotations.NullMarked;
