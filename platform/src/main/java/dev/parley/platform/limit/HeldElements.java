package dev.parley.platform.limit;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the handler of a stream holds of its complete elements, in bytes. It counts for the caller of the stream and
/// for the process, like incomplete requests, and stays counted after the stream has ended until it is given back.
/// A handler asks for the next element while there is room. Thread-safe, without locks.
public final class HeldElements {

    private static final HeldElements UNCOUNTED = new HeldElements(null, null);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final @Nullable Places places;
    private final @Nullable CallLimits limits;

    HeldElements(@Nullable Places places, @Nullable CallLimits limits) {
        this.places = places;
        this.limits = limits;
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

    /// Counts an element that a service sends for a user, on a stream of its own: as one of the calls of the user, with
    /// so many bytes. Returns what gives it back, to be run once. Throws `RateLimited` if the user has no room.
    public Runnable enter(UserId user, long bytes) {
        return limits == null ? () -> {} : limits.enter(user, bytes);
    }

    /// Counts the refusal of an element, and returns its problem.
    public ProblemException refused(String quota) {
        return limits == null ? new RateLimited(quota, RETRY_AFTER).exception() : limits.refused(quota);
    }

    /// Holds more bytes, or fewer if the number is negative. Never refuses.
    public void add(long bytes) {
        if (places != null) {
            places.addBytes(bytes);
        }
    }
}
