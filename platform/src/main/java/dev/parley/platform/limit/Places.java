package dev.parley.platform.limit;

import org.jspecify.annotations.Nullable;

/// Where a call counts: for its caller, and for the process. Thread-safe, without locks.
record Places(Quota own, Quota shared) {

    /// The largest valid send. So much is accepted of each request of a caller who has used up its own bytes, so that
    /// a stream which the server has stopped reading is not refused for the send that it had asked for.
    private static final int ALWAYS_BYTES = 48 * 1024;

    void leave(boolean stream) {
        own.leave(stream);
        shared.leave(stream);
    }

    void addBytes(long more) {
        own.addBytes(more);
        shared.addBytes(more);
    }

    /// Whether there is room for further bytes. A caller who holds little always has room, whatever others hold.
    boolean haveRoom() {
        return own.holdsLittle() || own.hasRoomForBytes() && shared.hasRoomForBytes();
    }

    /// Adds the bytes of a response if there is room. Returns the quota that has none, or null.
    @Nullable
    String responded(long more) {
        if (!haveRoom()) {
            return (own.hasRoomForBytes() ? shared : own).name() + ".bytes";
        }
        addBytes(more);
        return null;
    }

    /// Adds bytes that have arrived. Returns the quota that a request has exceeded, or null.
    ///
    /// @param whole the bytes of the request so far
    @Nullable
    String arrived(long more, long whole) {
        boolean isLittle = own.holdsLittle();
        addBytes(more);
        if (!own.hasRoomForBytes() && whole > ALWAYS_BYTES) {
            return own.name() + ".bytes";
        }
        boolean isSmall = isLittle && whole <= ALWAYS_BYTES;
        return isSmall || shared.hasRoomForBytes() ? null : shared.name() + ".bytes";
    }
}
