package dev.parley.bench.wire;

/// The parts of one element of a thread's feed that the driver needs.
///
/// @param kind its kind
/// @param first the sequence of an item, the head of a `caught_up`, otherwise 0
/// @param through the last sequence of an item, which is above the first if a range is hidden, otherwise 0
/// @param mark the [Mark] of a message, or [Mark#NONE]
public record FeedElement(Kind kind, long first, long through, long mark) {

    /// The kinds that the driver distinguishes.
    public enum Kind {
        /// A frame at its position, or a hidden range of them.
        ITEM,
        /// States without a position, such as cursors.
        STATES,
        /// Everything up to the head was sent.
        CAUGHT_UP,
        /// The reader is behind and is served from storage.
        LAGGING,
        /// There is nothing new.
        HEARTBEAT,
        /// The server ends the feed.
        CLOSING,
        /// Anything else.
        OTHER
    }

    /// An element without positions and without a message.
    public static FeedElement of(Kind kind) {
        return new FeedElement(kind, 0, 0, Mark.NONE);
    }
}
