package dev.parley.message.hint;

import java.time.Duration;
import java.util.List;

/// A channel over which all replicas tell each other what they wrote. It may lose, delay or repeat batches: only
/// latency depends on it.
public interface LogHints extends AutoCloseable {

    /// Publishes a batch to every replica that is subscribed, this one included. Called by one thread at a time.
    /// Throws `StoreUnavailable` if the batch may be lost.
    void publish(HintBatch batch);

    /// Returns the batches that have arrived, those of one replica in the order of their publication. Waits for
    /// the first one at most this long. Subscribes if there is no subscription; whatever was published before
    /// does not arrive. Called by one thread at a time. Throws `StoreUnavailable` if the subscription is lost, and
    /// with it any batch.
    List<HintBatch> receive(Duration wait);

    /// Drops the subscription, so that the next [#receive] subscribes again.
    void unsubscribe();

    /// Ends the subscription for good.
    @Override
    void close();
}
