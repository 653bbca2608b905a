package dev.parley.platform.feed;

import java.util.List;

/// A page of a feed.
///
/// @param items the elements, in order
/// @param head the head at the time of the read
/// @param stored whether it was read from storage, because the reader was behind what memory holds
/// @param compacted the last position that is no longer kept individually, if the reader was before it;
/// otherwise
///                  [#NOT_COMPACTED]. The items then begin with the current state, at positions of any size.
public record FeedPage<R>(List<Item<R>> items, long head, boolean stored, long compacted) {

    /// Every position after the reader's is still kept.
    public static final long NOT_COMPACTED = -1;

    /// Creates a page from memory.
    public static <R> FeedPage<R> held(List<Item<R>> items, long head) {
        return new FeedPage<>(items, head, false, NOT_COMPACTED);
    }

    /// Creates a page from storage.
    public static <R> FeedPage<R> stored(List<Item<R>> items, long head) {
        return new FeedPage<>(items, head, true, NOT_COMPACTED);
    }

    /// Returns the same page for a reader who was before the last position that is no longer kept.
    public FeedPage<R> compactedThrough(long position) {
        return new FeedPage<>(items, head, stored, position);
    }

    boolean isCompacted() {
        return compacted != NOT_COMPACTED;
    }

    /// An element and the positions that it covers.
    ///
    /// @param position the first position
    /// @param through the last position: greater than the first only if a range is hidden from the reader
    public record Item<R>(long position, long through, R element) {

        /// Creates an element at one position.
        public Item(long position, R element) {
            this(position, position, element);
        }
    }
}
