package dev.parley.clientkit.check;

/// Checks that the positions of a feed are dense: c+1, c+2, …, where a range that the reader may not see
/// counts as one step. One thread may write; any thread may read.
public final class OrderCheck {

    private volatile long last;
    private volatile long gaps;
    private volatile long repeats;

    /// Expects the position after this one.
    public OrderCheck(long after) {
        last = after;
    }

    /// Adds the next position. Returns whether it is the expected one.
    public boolean accept(long position) {
        return accept(position, position);
    }

    /// Adds a range of positions, inclusive at both ends. Returns whether it starts at the expected one.
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

    /// Returns the greatest position so far.
    public long last() {
        return last;
    }

    /// Returns how often positions were skipped.
    public long gaps() {
        return gaps;
    }

    /// Returns how many positions were not above the previous one.
    public long repeats() {
        return repeats;
    }
}
