package dev.parley.bench.load;

import dev.parley.bench.wire.Ack;
import io.grpc.Status;

/// One user's way to send to one thread: a stream, or one call per message. Not thread-safe.
interface Outlet {

    /// Receives the results. Called on transport threads, so it must not block.
    interface Listener {
        /// The outlet is ready for sends.
        void ready();

        /// A send got its result.
        void answered(Ack ack);

        /// The outlet has failed and cannot be used any more.
        void broken(Status status);
    }

    /// Opens the outlet; [Listener#ready] follows.
    void open(Listener listener);

    /// Sends the message with this mark.
    void send(long mark);

    /// Sends no more. Results may still arrive.
    void close();
}
