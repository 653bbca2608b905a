/// The plumbing of feeds: a stream holds a position, not a queue.
///
/// A [FeedStream] writes while its reader takes what it writes. Else it stops, and later reads on from its
/// [FeedSource]. So a stalled reader costs nothing and loses nothing, and nobody else notices.
///
/// ```
/// hint ─> waker ─> Pump ─> FeedStream ── read(position) ──> FeedSource ──> memory, else the store
///                             │   └─ PageRest: what the reader has not taken yet, bounded
///                             └─ FeedWriter ─> item · states · caught_up · heartbeat · lagging · compacted · closing
/// ```
///
/// A heartbeat is a promise that nothing is missing. It is sent only while the last comparison of the source
/// with the store is young; a stream whose source was not compared for 5 s ends, so that its reader goes
/// elsewhere.
@NullMarked
package dev.parley.platform.feed;

import org.jspecify.annotations.NullMarked;
