package dev.parley.clientkit.check;

/// Checks that the positions of a feed are dense: c+1, c+2, …, where a range that the reader may not see counts
/// as one step. For one writer; any thread may read.
public final class OrderCheck {

    private volatile long last;
    private volatile long gaps;
    private volatile long repeats;

    /// Expects the position after this one.
    public OrderCheck(long after) {
        last = after;
    }

    /// Takes the next position. Returns whether it is the expected one.
    public boolean accept(long position) {
        return accept(position, position);
    }

    /// Takes a range of positions, both ends included. Returns whether it starts at the expected one.
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public boolean accept(long first, long through) {
        boolean expected = first == last + 1 && through >= first;
        if (first <= last || through < first) {
            repeats++;
        } else if (!expected) {
            gaps++;
        }
        last = Math.max(last, through);
        return expected;
    }

    /// The greatest position so far.
    public long last() {
        return last;
    }

    /// How often positions were left out.
    public long gaps() {
        return gaps;
    }

    /// How many positions came that were not above the last one.
    public long repeats() {
        return repeats;
    }
}
