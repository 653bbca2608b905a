package dev.parley.id;

/// The id of a message: `msg_` and 1 to 60 of `[A-Za-z0-9_-]`. Ordered as the stores order it, by its characters.
public record MessageId(String value) implements Comparable<MessageId> {

    private static final String PREFIX = "msg_";

    /// Throws [IllegalArgumentException] for any other shape.
    public MessageId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not the id of a message");
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

    /// The id as it stands on the wire.
    @Override
    public String toString() {
        return value;
    }
}
