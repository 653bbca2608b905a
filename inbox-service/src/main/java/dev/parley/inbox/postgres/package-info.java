/// Inboxes in PostgreSQL, in the schema `inbox`.
///
/// ```
/// thread_state     one row a thread: facts, participants, head, hidden ordinals of all
/// inbox_row        one row a user and thread: read cursor with its version, hidden for this user, join
/// inbox_setting    one row a user and thread: pin, archive, mute, labels, draft      merges never write it
/// inbox_waiting    what waits for a user in a thread                                 merges never write it
/// inbox_place      one row a user, thread and folder: order, unread, revision        derived from the four above
/// inbox_revision   one row a user: its newest revision, and the lock that orders them
/// inbox_compacted  one row a user who has lost old removed rows
/// inbox_dropped    one row each time that the places were dropped, until all threads are marked to be placed again
/// thread_due       large threads whose places are behind their heads
/// ```
///
/// `inbox_place` follows its rules and can be lost: `thread_state` holds the version of the rules that placed
/// the rows of a thread. A step looks for older ones, and places them again, some threads a transaction. A
/// merge of an older version sets the version back, so two versions can run side by side.
///
/// The rules of merges stand in [dev.parley.inbox.merge.MergeRound]; this engine loads and stores.
///
/// **A row** shows the values of `thread_state` and `inbox_row`, so it is exact up to the head, whatever the size
/// of the thread. Its order, and the sum of a badge, come from `inbox_place`, which is up to 1.2 s behind in a
/// large thread.
///
/// **Two sorts of locks.** A merge locks the rows in `thread_state` of its threads first. Rows of `inbox_row` and
/// `inbox_place` are read and written under the lock of their thread; a write to `inbox_setting` has to take it
/// too. Then it draws the revisions of the users whose rows change, which locks their counters until the commit.
/// So a revision that is seen is greater than all before it and smaller than all that follow. Users and threads
/// share no lock with others: merges for different ones run side by side, in one process and in several.
///
/// **Order of locks**, the same everywhere, so that merges wait for each other but never in a circle: a row of
/// `thread_due`, the rows of `thread_state` by thread, the counters by user, all of them in one draw. A merge
/// that finds its thread due already does not wait for the transaction that works on it.
@NullMarked
package dev.parley.inbox.postgres;

import org.jspecify.annotations.NullMarked;
