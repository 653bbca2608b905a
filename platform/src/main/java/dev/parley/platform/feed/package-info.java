/// The plumbing of feeds: a stream holds a cursor, not a queue.
///
/// A [FeedStream] writes while its reader takes what it writes; else it stops, and later reads on from its
/// [FeedSource]. So a stalled reader costs nothing and loses nothing, and nobody else notices.
@NullMarked
package dev.parley.platform.feed;

import org.jspecify.annotations.NullMarked;
