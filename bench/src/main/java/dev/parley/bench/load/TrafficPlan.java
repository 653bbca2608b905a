package dev.parley.bench.load;

/// How the senders of a load send.
///
/// @param way over one stream per sender, or with one call per message
/// @param window how many messages of a sender are in flight at most while it saturates the server; a message
/// is in
///     flight until it is acknowledged and every other watcher has received it
/// @param textBytes the length of each text, in ASCII characters
/// @param salt makes the request ids of this load differ from those of any other
/// @param hook receives each acknowledgement
public record TrafficPlan(Way way, int window, int textBytes, String salt, AckHook hook) {

    /// The two ways to send.
    public enum Way {
        /// `SendMessages`.
        STREAM,
        /// `SendMessage`.
        UNARY
    }

    /// Receives each acknowledgement. Called on transport threads, so it must not block.
    @FunctionalInterface
    public interface AckHook {
        /// A message of a sender, given by its index in the load, was acknowledged at this sequence of its
        /// thread.
        void acknowledged(int sender, long sequence, long nanos);
    }

    /// Checks the bounds.
    public TrafficPlan {
        if (window < 1 || window > Flights.CAPACITY) {
            throw new IllegalArgumentException("The window must be 1 to " + Flights.CAPACITY + ", not " + window);
        }
    }

    /// Creates a plan without a hook.
    public TrafficPlan(Way way, int window, int textBytes, String salt) {
        this(way, window, textBytes, salt, (_, _, _) -> {});
    }

    /// Returns the same plan with a hook.
    public TrafficPlan with(AckHook other) {
        return new TrafficPlan(way, window, textBytes, salt, other);
    }
}
