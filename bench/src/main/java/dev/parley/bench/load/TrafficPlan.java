package dev.parley.bench.load;

/// How the senders of a load send.
///
/// @param way       by a stream for each sender, or by a call for each message
/// @param window    how many messages of a sender are under way at most while it saturates the server; each is so
///     until it is acknowledged and everybody else who watches has received it
/// @param textBytes the length of each text, in characters of ASCII
/// @param salt      makes the request ids of this load differ from those of any other
/// @param hook      gets each acknowledgement
public record TrafficPlan(Way way, int window, int textBytes, String salt, AckHook hook) {

    /// The two ways to send.
    public enum Way {
        /// `SendMessages`.
        STREAM,
        /// `SendMessage`.
        UNARY
    }

    /// Gets each acknowledgement. Called on the transport's threads: must not block.
    @FunctionalInterface
    public interface AckHook {
        /// A message of a sender, by its index in the load, is at this sequence of its thread.
        void acknowledged(int sender, long sequence, long nanos);
    }

    /// Checks the bounds.
    public TrafficPlan {
        if (window < 1 || window > Flights.CAPACITY) {
            throw new IllegalArgumentException("A window is 1 to " + Flights.CAPACITY + ", not " + window);
        }
    }

    /// A plan without a hook.
    public TrafficPlan(Way way, int window, int textBytes, String salt) {
        this(way, window, textBytes, salt, (_, _, _) -> {});
    }

    /// The same with a hook.
    public TrafficPlan with(AckHook other) {
        return new TrafficPlan(way, window, textBytes, salt, other);
    }
}
