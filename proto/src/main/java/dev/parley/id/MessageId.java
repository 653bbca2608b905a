package dev.parley.id;

/// The id of a message: `msg_` and 1 to 60 of `[A-Za-z0-9_-]`. Compares by characters, as the stores do.
public record MessageId(String value) implements Comparable<MessageId> {

    private static final String PREFIX = "msg_";

    /// Throws [IllegalArgumentException] for any other shape.
    public MessageId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a message id");
        }
    }

    /// Whether a text has the shape of this id.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }

    @Override
    public int compareTo(MessageId other) {
        return value.compareTo(other.value);
    }

    /// Returns the id in its wire form.
    @Override
    public String toString() {
        return value;
    }
}
