package dev.parley.message.grpc.send;

import java.util.function.IntConsumer;

/// Limits the sends of a stream between their arrival and their result, by number and by size. Beyond the
/// limits the server stops reading. Thread-safe.
public final class SendWindow {

    /// The maximum number of sends of a stream in flight, as the contract says.
    public static final int SENDS = 1024;

    /// The maximum size of text and ids in flight, in UTF-16 units. One more grant may exceed it.
    private static final int WEIGHT = 4_000_000;

    /// The minimum number of sends to request from the transport at once.
    private static final int FEWEST = SENDS / 32;

    private final IntConsumer request;
    private int granted;
    private int sends;
    private long weight;

    /// Creates a window that requests further sends from the transport.
    SendWindow(IntConsumer request) {
        this.request = request;
    }

    /// Records the arrival of a send with this weight.
    synchronized void arrived(int itsWeight) {
        granted--;
        sends++;
        weight += itsWeight;
    }

    /// Records the result of a send with this weight.
    synchronized void answered(int itsWeight) {
        sends--;
        weight -= itsWeight;
    }

    /// Requests as many sends as there is room for, unless the number is too small.
    void refill() {
        int more = grant();
        if (more > 0) {
            request.accept(more);
        }
    }

    private synchronized int grant() {
        long room = Math.min(SENDS - sends, (WEIGHT - weight) / ArrivedSend.LARGEST);
        int more = (int) Math.max(0, room - granted);
        if (more < FEWEST && granted > 0) {
            return 0;
        }
        granted += more;
        return more;
    }
}
