package dev.parley.bench.load;

import java.time.Duration;
import java.util.List;

/// A service that follows many things for many users over a few streams, and sends messages for these users.
public interface SubscriptionLoad extends AutoCloseable {

    /// Subscribes to everything, and waits until all have caught up. Throws if that takes longer than `most`.
    void follow(Duration most);

    /// Sends a message to a thread, by index. Waits while too many are in flight.
    ///
    /// @param intendedNanos when it was planned to be sent, as of `System.nanoTime()`
    void send(int thread, long intendedNanos);

    /// Waits until each subscription has shown each acknowledged message. Returns the violations.
    List<String> settle(Duration most);

    @Override
    void close();
}
