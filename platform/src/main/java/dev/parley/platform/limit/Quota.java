package dev.parley.platform.limit;

/// What one holder may hold, and what it holds now. Thread-safe, without locks.
interface Quota {

    /// The result of an attempt to hold one more call.
    enum Entry {
        /// The call is held.
        ENTERED,
        /// There are too many calls.
        CALLS_USED_UP,
        /// There are too many streams.
        STREAMS_USED_UP,
        /// Too many bytes are held.
        BYTES_USED_UP,
        /// The quota is not in use any more: take a new one.
        RETIRED
    }

    /// Holds a call if there is room.
    Entry enter(boolean stream);

    /// Gives a call back.
    void leave(boolean stream);

    /// Holds more bytes, or fewer if the number is negative. Never refuses.
    void addBytes(long more);

    /// Whether fewer bytes are held than allowed.
    boolean hasRoomForBytes();

    /// Whether the holder holds so few bytes that it may always hold more, so that others cannot exclude it.
    default boolean holdsLittle() {
        return false;
    }

    /// Returns the name of the holder's kind, such as `user`.
    String name();
}
