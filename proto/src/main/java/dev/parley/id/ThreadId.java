package dev.parley.id;

/// The id of a thread: `thr_` and 1 to 60 of `[A-Za-z0-9_-]`. Compares by characters, as the stores do.
public record ThreadId(String value) implements Comparable<ThreadId> {

    private static final String PREFIX = "thr_";

    /// Throws [IllegalArgumentException] for any other shape.
    public ThreadId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a thread id");
        }
    }

    /// Whether a text has the shape of this id.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }

    @Override
    public int compareTo(ThreadId other) {
        return value.compareTo(other.value);
    }

    /// Returns the id in its wire form.
    @Override
    public String toString() {
        return value;
    }
}
