package dev.parley.message.grpc.send;

import dev.parley.platform.limit.HeldElements;
import java.util.function.IntConsumer;

/// Limits the sends of a stream between their arrival and their result: by number, by their memory, and by what their
/// caller and the process hold in all. Beyond a limit the server stops reading. One send at a time is requested from
/// the
/// transport, so that at most one more arrives. Thread-safe.
public final class SendWindow {

    /// The maximum number of sends of a stream in flight, as the contract says.
    public static final int SENDS = 1024;

    /// The maximum memory of the sends of a stream, in bytes. One more send may exceed it.
    private static final long BYTES = 8_000_000;

    private final HeldElements held;
    private final IntConsumer request;
    private boolean requested;
    private int sends;
    private long bytes;

    /// Creates a window that requests further sends from the transport.
    SendWindow(HeldElements held, IntConsumer request) {
        this.held = held;
        this.request = request;
    }

    /// Records the arrival of a send with this weight.
    void arrived(int weight) {
        held.add(weight);
        synchronized (this) {
            requested = false;
            sends++;
            bytes += weight;
        }
    }

    /// Records that a send weighs less now.
    void lightened(int less) {
        held.add(-less);
        synchronized (this) {
            bytes -= less;
        }
    }

    /// Records the result of a send with this weight.
    void answered(int weight) {
        held.add(-weight);
        synchronized (this) {
            sends--;
            bytes -= weight;
        }
    }

    /// Requests a send if there is room and none is requested already.
    void refill() {
        if (grant()) {
            request.accept(1);
        }
    }

    private synchronized boolean grant() {
        if (requested || sends >= SENDS || bytes >= BYTES || !held.hasRoom()) {
            return false;
        }
        requested = true;
        return true;
    }
}
