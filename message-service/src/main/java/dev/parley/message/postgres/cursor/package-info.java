/// The moves of cursors, in batches.
///
/// ```
/// move ─> PendingMove ─> CursorLane (queue, retries) ─> CursorWriter (two round trips, one commit)
///                                                          └─ CursorBatch: decides, a rule of `receipt`
/// ```
@NullMarked
package dev.parley.message.postgres.cursor;

import org.jspecify.annotations.NullMarked;
