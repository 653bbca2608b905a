package dev.parley.message.grpc;

import dev.parley.message.v1.SendMessageRequest;
import java.util.function.IntConsumer;

/// How many sends of a stream are on their way between its arrival and its result, and how large they are: beyond the
/// bounds the server reads no further. Safe for several threads.
final class SendWindow {

    /// How many sends of a stream may be in flight, as the contract says.
    static final int SENDS = 1024;

    /// The most that sends in flight hold in texts and ids, in UTF-16 units, but for one grant more.
    private static final int WEIGHT = 4_000_000;

    /// What keeps the rules is never heavier: 10,000 code points, and three ids.
    private static final int LARGEST_SEND = 20_300;

    private final IntConsumer request;
    private int granted;
    private int sends;
    private long weight;

    /// A window that asks the transport for so many more sends.
    SendWindow(IntConsumer request) {
        this.request = request;
    }

    /// What a send counts.
    static int weightOf(SendMessageRequest send) {
        return Math.min(LARGEST_SEND, lengthOf(send));
    }

    /// Whether a send breaks the rules by its size alone.
    static boolean isOversized(SendMessageRequest send) {
        return lengthOf(send) > LARGEST_SEND;
    }

    private static int lengthOf(SendMessageRequest send) {
        return send.getText().length()
                + send.getThreadId().length()
                + send.getRequestId().length()
                + send.getReplyToMessageId().length();
    }

    /// A send has come.
    synchronized void arrived(SendMessageRequest send) {
        granted--;
        sends++;
        weight += weightOf(send);
    }

    /// A send of a weight has its result.
    synchronized void answered(int itsWeight) {
        sends--;
        weight -= itsWeight;
    }

    /// Asks for as many sends as there is room for, unless too few to be worth the asking.
    void refill() {
        int more = grant();
        if (more > 0) {
            request.accept(more);
        }
    }

    private synchronized int grant() {
        long room = Math.min(SENDS - sends, (WEIGHT - weight) / LARGEST_SEND);
        int more = (int) Math.max(0, room - granted);
        if (more < SENDS / 32 && granted > 0) {
            return 0;
        }
        granted += more;
        return more;
    }
}
