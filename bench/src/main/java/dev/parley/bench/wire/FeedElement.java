package dev.parley.bench.wire;

/// What the driver needs of one element of a thread's feed.
///
/// @param kind     what it is
/// @param position the sequence of a frame, the head of a `caught_up`, else 0
/// @param mark     the [Mark] of a message, or [Mark#NONE]
public record FeedElement(Kind kind, long position, long mark) {

    /// The elements that the driver tells apart.
    public enum Kind {
        /// A frame at its position.
        FRAME,
        /// A state without a position, such as a cursor.
        STATE,
        /// Everything up to the head was sent.
        CAUGHT_UP,
        /// The reader is behind and is served from storage.
        LAGGING,
        /// Nothing new.
        HEARTBEAT,
        /// The server ends the feed.
        CLOSING,
        /// Anything else.
        OTHER
    }
}
