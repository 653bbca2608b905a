/// The log on PostgreSQL, in the schema `message`.
///
/// | table | a row is | written by |
/// |---|---|---|
/// | `thread_head` | the newest position of a thread, and the version of its fence | lanes |
/// | `fence` | the rights to a thread | lanes |
/// | `frame` | one entry of a thread's log: (`thread_id`, `sequence`), unique `frame_id` | lanes |
/// | `overlay` | the current state of a message that was changed | lanes |
/// | `hidden_message` | a message that is hidden from a viewer | lanes |
/// | `unscreened_message` | a message that safety has not screened yet | lanes, screening |
/// | `cursor` | how far a participant has read, without own messages above `folded_sequence` | moves, lanes, relay |
/// | `cursor_advance` | a finished advance of a cursor | moves, relay |
/// | `dirty_thread` | the mark of a thread whose newest state the inbox does not have | lanes, moves, relay |
/// | `thread_relay` | what the inbox has received of a thread, and what is parked | moves, lanes, relay |
/// | `relay_shard`, `relay_replica` | the leases of the shards | relay |
///
/// A head is only moved under its row lock, and frames and fences are only written with it. Locks are taken in
/// this order: heads, then `thread_relay`, then `cursor`, then `dirty_thread`; several of one table in id
/// order. The relay, which locks `thread_relay` first, skips heads that are locked.
@NullMarked
package dev.parley.message.postgres;

import org.jspecify.annotations.NullMarked;
