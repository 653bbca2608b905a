package dev.parley.message.feed;

import java.util.List;

/// A contiguous part of a thread as one reader sees it: each part begins directly after the previous one.
///
/// @param head the head at the time of the read
/// @param stored whether it was read from storage
/// @param compacted the last position that is no longer kept, if the reader was before it; otherwise -1
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
