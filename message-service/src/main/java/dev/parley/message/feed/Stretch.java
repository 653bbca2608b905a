package dev.parley.message.feed;

import java.util.List;

/// A stretch of a thread as one reader sees it: without a gap, one part begins after the other.
///
/// @param head      the head that it was taken at
/// @param stored    whether it was read from storage
/// @param compacted the last position that is no longer kept, where the reader was before it; else -1
public record Stretch(List<? extends Part> parts, long head, boolean stored, long compacted) {

    /// Every position is still kept.
    public static final long NOT_COMPACTED = -1;

    /// One or more positions.
    public sealed interface Part permits RecentFrame, Hidden {

        /// The first position.
        long position();

        /// The last position.
        long through();
    }

    /// Positions that the reader does not see.
    public record Hidden(long position, long through) implements Part {}

    static Stretch held(List<? extends Part> parts, long head) {
        return new Stretch(parts, head, false, NOT_COMPACTED);
    }
}
