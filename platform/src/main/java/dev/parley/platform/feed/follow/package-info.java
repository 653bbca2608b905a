/// Many feeds on one stream: a client subscribes, unsubscribes and renews its token, and each subscription is a feed.
///
/// ```
/// CommandBytes ─> FollowStream ─> FollowTurns ── what memory holds ──> FeedWriter ─> the stream
///                                     └─ FollowReads ── turns of the process ──> the store
/// ```
///
/// One thread at a time works on a stream, and it never waits. Decision 29 says why.
@NullMarked
package dev.parley.platform.feed.follow;

import org.jspecify.annotations.NullMarked;
