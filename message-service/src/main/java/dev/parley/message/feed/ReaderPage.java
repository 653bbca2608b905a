package dev.parley.message.feed;

import dev.parley.id.MessageId;
import java.util.List;

/// A page of a thread as one reader sees it. Each part begins directly after the previous one.
///
/// @param head the head at the time of the read
/// @param stored whether it was read from storage
/// @param compacted the last position that is no longer kept, if the reader was before it; otherwise -1
public record ReaderPage(List<? extends Part> parts, long head, boolean stored, long compacted) {

    /// Every position is still kept.
    public static final long NOT_COMPACTED = -1;

    /// One or more positions.
    public sealed interface Part permits RecentFrame, Hidden, Removed {

        /// The first position.
        long position();

        /// The last position.
        long through();
    }

    /// Positions that the reader does not see.
    public record Hidden(long position, long through) implements Part {}

    /// A change of a message that the reader does not see, or does not see any more.
    ///
    /// @param sequence the sequence of the message
    public record Removed(long position, MessageId message, long sequence) implements Part {

        @Override
        public long through() {
            return position;
        }
    }

    static ReaderPage held(List<? extends Part> parts, long head) {
        return new ReaderPage(parts, head, false, NOT_COMPACTED);
    }
}
