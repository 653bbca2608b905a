package dev.parley.bench.load;

/// Checks that the positions of a feed are dense: c+1, c+2, … For one writer; anybody may read.
public final class OrderCheck {

    private volatile long last;
    private volatile long gaps;
    private volatile long repeats;

    /// Expects the position after this one.
    public OrderCheck(long after) {
        last = after;
    }

    /// Takes the next position. Returns whether it is the expected one.
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public boolean accept(long position) {
        if (position == last + 1) {
            last = position;
            return true;
        }
        if (position <= last) {
            repeats++;
        } else {
            gaps++;
            last = position;
        }
        return false;
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
