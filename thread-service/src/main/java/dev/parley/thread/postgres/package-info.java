/// Threads in PostgreSQL, in the schema `thread`.
///
/// ```text
/// thread         thread_id pk · form · kind · subject · link_type, link_id · creator_id · owner_id
///                direct_key unique (of a direct thread: its two users, sorted) · participant_count · join_count
///                create_time · update_time · version · fence_version_acked
/// participant    thread_id, user_id pk · marketplace_role · group_role · role_context · status ACTIVE|LEFT|BLOCKED
///                join_time · join_order · leave_time · thread_create_time (to page a user's threads by index)
/// applied_block  blocker_id, blocked_id pk · active · version          what safety decided, as far as it was applied
/// request        user_id, request_id pk · method · content_hash · thread_id · create_time
/// outbox         topic, key pk · version · attempt_time · failures · parked_reason
/// ```
///
/// Locks, always in this order, so that none waits in a circle: the request's row, the pair (advisory, for
/// whatever reads or writes the blocks of two users), the rows of threads by id, the outbox. `participant` changes
/// only under the lock of its thread's row.
@NullMarked
package dev.parley.thread.postgres;

import org.jspecify.annotations.NullMarked;
