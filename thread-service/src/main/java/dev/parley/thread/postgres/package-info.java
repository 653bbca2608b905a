/// Threads in PostgreSQL, in the schema `thread`. Enums are stored as the numbers of the contract.
///
/// ```text
/// thread         thread_id pk · identity: form · creator · create_time · direct_key unique (its two users)
///                facts: kind · subject · link: order_id, booking_id, leg_id, lbg_id, posting_id (several may be set)
///                standing: status · status_time
///                summary: owner_id · participant_count · join_count
///                stamp: version · fence_version · fence_version_acked · update_time
///                shown_version · shown_time (the number of changes that participants see, and the time of the last)
///                hidden_senders (whose new messages a group hides from whom, by index in join order; null if nobody's)
/// participant    thread_id, user_id pk · marketplace_role · role_context · group_role · membership · contact_closed
///                join_time, join_order, join_version, join_actor · leave_time, leave_version, leave_actor
///                kind · thread_create_time (copies of the thread's, to list a user's threads by one index)
/// applied_block  blocker_id, blocked_id pk · active · version · followed_from    what safety decided, and which of
///                the shared threads follow it
/// thread_event   thread_id, version, position pk · kind · actor · user_id · request_id · time     history, by time
/// request_result scope, request_id pk · content_hash · result · create_time          scope is the caller
/// outbox         topic, key pk · version · attempt_time · failures · parked_reason
/// ```
///
/// Locks are always taken in this order, which prevents deadlocks: the row of the request or of the block, the
/// rows of threads by id, the users (advisory), the outbox. `participant` changes only under the lock of its thread's
/// row.
///
/// Another session may hold a row for long. So whoever waits for the row of a thread or of a block holds no lock
/// of users, and at most one call of this process waits on a connection
/// ([dev.parley.platform.share.WriteShare]).
///
/// The lock of users separates blocks from joins. A block locks its two users exclusively; opening or joining a
/// thread locks all users who join, in shared mode. So each join sees the block, or the block finds the thread.
/// Users share 128 locks by their hash, because the lock table of PostgreSQL is small: a group of 300 would
/// otherwise fill it.
///
/// An event of the history is deleted with its thread, and at the latest after `parley.thread.history.life`,
/// 2,555 days by default. The other tables contain only the current state, so nothing else can tell later who
/// added or removed whom, and disputes can arise years later. What the current state needs of the history is
/// stored in other rows: `creator`, `join_actor` and `leave_actor` remain as long as the thread exists. The
/// history names users by their ids and contains nothing that they wrote. It grows with changes of threads and
/// not with messages: by about 200 bytes for each user who joins or leaves, and for each thread that a block
/// affects.
///
/// Pages keep room for new versions of a row (`fillfactor`): `thread` for its stamp, `participant` for contact
/// and roles, `request_result` for the result that is added to its row, `outbox` for leases. Vacuum runs after
/// 2 % of a large table and not after 20 %, and after 1,000 rows of the outbox, whose rows are soon deleted.
@NullMarked
package dev.parley.thread.postgres;

import org.jspecify.annotations.NullMarked;
