/// The blocks in PostgreSQL, schema `safety`.
///
/// ```
/// block          blocker_id  blocked_id | version  create_time  end_time  applied_version  applied_token
///                primary key (blocker_id, blocked_id): one row for each direction, kept after the block has ended:
///                the version never resets, so an old push cannot undo a new one
///                index (blocker_id, create_time desc, blocked_id desc) where end_time is null: pages of ListBlocks
/// block_history  blocker_id  blocked_id  version | active  change_time
///                primary key of the three: each start and end, for moderators
/// block_allowance blocker_id pk | free_time: when the user's whole allowance of changes is free again
/// outbox         topic `block`, key `blocker|blocked`: versions that thread-service does not have yet
/// ```
///
/// `version` increases with each start and end. `applied_version` is the newest one that thread-service has
/// confirmed, and `applied_token` is the consistency token of that confirmation. A change is acknowledged once
/// both versions are equal.
///
/// A change first locks its row of `block`, so changes of one block run one after the other. A new version then locks
/// the row of its blocker in `block_allowance`, so that no racing changes exceed the limit. Nothing else locks, and no
/// transaction waits for another service.
@NullMarked
package dev.parley.safety.postgres;

import org.jspecify.annotations.NullMarked;
