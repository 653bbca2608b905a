/// The blocks in PostgreSQL, schema `safety`.
///
/// ```
/// user_block   blocker_id  blocked_id | active  version  applied_version  create_time  end_time
///              primary key (blocker_id, blocked_id): one row for each direction, kept after the block has ended,
///              so that its version grows for ever and an old push never undoes a new one
///              index (blocker_id, create_time desc, blocked_id desc) where active: the pages of ListBlocks
/// outbox       topic `block`, key `blocker|blocked`: versions that thread-service does not have yet
/// ```
///
/// `version` grows with each change of a row; `applied_version` is the newest one that thread-service has confirmed. A
/// change is acknowledged once both are equal.
@NullMarked
package dev.parley.safety.postgres;

import org.jspecify.annotations.NullMarked;
