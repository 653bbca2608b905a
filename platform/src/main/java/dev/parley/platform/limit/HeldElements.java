package dev.parley.platform.limit;

import org.jspecify.annotations.Nullable;

/// What the handler of a stream holds of its complete elements, in bytes. It counts for the caller of the stream and
/// for the process, like incomplete requests, and stays counted after the stream has ended until it is given back.
/// A handler asks for the next element while there is room. Thread-safe, without locks.
public final class HeldElements {

    private static final HeldElements UNCOUNTED = new HeldElements(null);

    private final @Nullable Places places;

    HeldElements(@Nullable Places places) {
        this.places = places;
    }

    /// Returns those of the current call. A call within the process counts for nobody.
    public static HeldElements ofCurrentCall() {
        HeldCall call = HeldCall.current();
        return call == null ? UNCOUNTED : call.elements();
    }

    /// Returns elements that count for nobody.
    public static HeldElements uncounted() {
        return UNCOUNTED;
    }

    /// Whether the caller and the process have room for more, or the caller holds so little that it always has.
    public boolean hasRoom() {
        return places == null || places.haveRoom();
    }

    /// Holds more bytes, or fewer if the number is negative. Never refuses.
    public void add(long bytes) {
        if (places != null) {
            places.addBytes(bytes);
        }
    }
}
