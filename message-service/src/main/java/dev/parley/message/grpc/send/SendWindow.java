package dev.parley.message.grpc.send;

import java.util.function.IntConsumer;

/// Bounds the sends of a stream that are between their arrival and their result, by number and by size: beyond
/// the bounds the server reads no further. Safe for several threads.
public final class SendWindow {

    /// How many sends of a stream may be in flight, as the contract says.
    public static final int SENDS = 1024;

    /// How much text and ids the sends in flight hold at most, in UTF-16 units. One grant more may come.
    private static final int WEIGHT = 4_000_000;

    /// It asks the transport for no fewer than this many.
    private static final int FEWEST = SENDS / 32;

    private final IntConsumer request;
    private int granted;
    private int sends;
    private long weight;

    /// A window that asks the transport for a number of further sends.
    SendWindow(IntConsumer request) {
        this.request = request;
    }

    /// A send of a weight has come.
    synchronized void arrived(int itsWeight) {
        granted--;
        sends++;
        weight += itsWeight;
    }

    /// A send of a weight has its result.
    synchronized void answered(int itsWeight) {
        sends--;
        weight -= itsWeight;
    }

    /// Asks for as many sends as there is room for, unless they are too few.
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
