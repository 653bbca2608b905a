package dev.parley.platform.limit;

import java.util.function.IntConsumer;

/// Limits the elements that the handler of a stream holds: by number, by their memory, and by what their caller and
/// the process hold in all. Beyond a limit the server stops reading. One element at a time is requested from the
/// transport, so that at most one more arrives. Thread-safe.
public final class ElementWindow {

    private final HeldElements held;
    private final int most;
    private final long mostBytes;
    private final IntConsumer request;
    private boolean requested;
    private boolean closed;
    private int elements;
    private long bytes;

    /// Creates a window that requests further elements from the transport.
    ///
    /// @param most how many elements may be held, at least 1
    /// @param mostBytes how much they may weigh; one more may exceed it
    public ElementWindow(HeldElements held, int most, long mostBytes, IntConsumer request) {
        this.held = held;
        this.most = most;
        this.mostBytes = mostBytes;
        this.request = request;
    }

    /// Records the arrival of an element with this weight, in bytes.
    public void arrived(int weight) {
        synchronized (this) {
            requested = false;
            if (closed) {
                return;
            }
            elements++;
            bytes += weight;
        }
        held.add(weight);
    }

    /// Records that an element weighs less now.
    public void lightened(int less) {
        synchronized (this) {
            bytes -= less;
        }
        held.add(-less);
    }

    /// Records that an element with this weight is not held any more.
    public void answered(int weight) {
        synchronized (this) {
            if (closed) {
                return;
            }
            elements--;
            bytes -= weight;
        }
        held.add(-weight);
    }

    /// Records that nothing is held any more, and that nothing will be.
    public void close() {
        long all;
        synchronized (this) {
            closed = true;
            all = bytes;
            bytes = 0;
        }
        held.add(-all);
    }

    /// Requests an element if there is room and none is requested already.
    public void refill() {
        if (grant()) {
            request.accept(1);
        }
    }

    private synchronized boolean grant() {
        if (requested || closed || elements >= most || bytes >= mostBytes || !held.hasRoom()) {
            return false;
        }
        requested = true;
        return true;
    }
}
