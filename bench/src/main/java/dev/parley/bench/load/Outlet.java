package dev.parley.bench.load;

import dev.parley.bench.wire.Ack;
import io.grpc.Status;

/// One user's way to send into one thread: a stream, or a call for each message. For one thread at a time.
interface Outlet {

    /// Gets the answers. Called on the transport's threads: must not block.
    interface Listener {
        /// Sends can begin.
        void ready();

        /// A send was answered.
        void answered(Ack ack);

        /// The outlet is of no use any more.
        void broken(Status status);
    }

    /// Opens the outlet; [Listener#ready] follows.
    void open(Listener listener);

    /// Sends the message with this mark.
    void send(long mark);

    /// Sends no more. Answers may still come.
    void close();
}
