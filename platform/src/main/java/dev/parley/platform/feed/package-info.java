/// The infrastructure of feeds: a stream keeps a position, not a queue.
///
/// A [FeedStream] writes while its reader takes what it writes. Otherwise it stops, and later reads on from its
/// [FeedSource]. So a stalled reader costs nothing and loses nothing, and does not affect anybody else.
///
/// ```
/// hint ─> waker ─> Pump ─> FeedStream ── read(position) ──> FeedSource ──> memory, else the store
///                             │   └─ PageRest: what the reader has not taken yet, bounded
///                             └─ FeedWriter ─> item · states · caught_up · heartbeat · lagging · compacted · closing
/// ```
///
/// A heartbeat is a promise that nothing is missing. It is sent only while the last comparison of the source
/// with the store is recent. A stream whose source was not compared for 5 s ends, so that its reader reconnects
/// elsewhere.
@NullMarked
package dev.parley.platform.feed;

import org.jspecify.annotations.NullMarked;
