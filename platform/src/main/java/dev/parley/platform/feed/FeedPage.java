package dev.parley.platform.feed;

import java.util.List;

/// A stretch of a feed.
///
/// @param items  the elements, in order
/// @param head   the head at the time of the reading
/// @param stored whether it was read from storage: the reader was behind what is held in memory
public record FeedPage<R>(List<Item<R>> items, long head, boolean stored) {

    /// An element and its position.
    public record Item<R>(long position, R element) {}
}
