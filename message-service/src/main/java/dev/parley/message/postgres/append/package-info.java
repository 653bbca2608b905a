/// The lanes: changes accumulate while a batch is written, and a batch is one write.
///
/// ```
/// append, setFences ─> PendingChange ─> AppendLane (queue, retries) ── HeldChanges (threads whose heads are held)
///                                          └─> BatchWriter (one transaction)
///                                                 ├─ ChangeBatch: the sequencer, a rule of `log`
///                                                 └─ LaneConnection
///                                                      optimistic write: move the cached heads, insert, commit
///                                                      locked write:     1. lock heads, look up ids
///                                                                        2. move heads, insert, commit
/// ```
@NullMarked
package dev.parley.message.postgres.append;

import org.jspecify.annotations.NullMarked;
