/// The log on PostgreSQL, in the schema `message`.
///
/// | table | a row is | written by |
/// |---|---|---|
/// | `thread_head` | the newest position of a thread, and whether the inbox was told | sends, `setFence`, relay |
/// | `thread_relay` | up to where the inbox was told of a thread, and what of it can not be told | relay |
/// | `fence` | who may write and read a thread | `setFence` |
/// | `frame` | one entry of a thread's log: (`thread_id`, `sequence`), unique `message_id` | sends, `setFence` |
/// | `cursor` | how far a participant has read, without own sends above `relayed_sequence` | `MarkRead`, relay |
///
/// Nothing writes a frame or a fence without the lock of its thread's `thread_head` row: who moves a head has locked
/// it.
/// Who locks several heads locks them in the order of their ids. The relay, which writes `cursor` and `thread_relay`
/// first, skips locked heads.
///
/// ```
/// append ─> PendingAppend ─> AppendLane (queue, retries)
///                               └─> BatchWriter (one transaction)
///                                      ├─ AppendBatch: decides by the heads; knows no SQL
///                                      └─ LaneConnection: quick way: move the remembered heads, insert, commit
///                                                         sure way:  1. lock heads, look ids up
///                                                                    2. insert, move heads, commit
/// ```
@NullMarked
package dev.parley.message.postgres;

import org.jspecify.annotations.NullMarked;
