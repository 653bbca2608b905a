package dev.parley.message.grpc.send;

import dev.parley.platform.limit.ElementWindow;
import dev.parley.platform.limit.HeldElements;
import java.util.function.IntConsumer;

/// The limits of the sends of one stream between their arrival and their result.
public final class SendWindow {

    /// The maximum number of sends of a stream in flight, as the contract says.
    public static final int SENDS = 1024;

    /// The maximum memory of the sends of a stream, in bytes. One more send may exceed it.
    private static final long BYTES = 8_000_000;

    private SendWindow() {}

    static ElementWindow of(HeldElements held, IntConsumer request) {
        return new ElementWindow(held, SENDS, BYTES, request);
    }
}
