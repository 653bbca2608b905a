package dev.parley.id;

/// The id that a caller chose for one write: 8 to 64 of `[A-Za-z0-9_.:-]`.
public record RequestId(String value) {

    private static final int MIN = 8;
    private static final int MAX = 64;

    /// Throws [IllegalArgumentException] for any other shape.
    public RequestId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a request id");
        }
    }

    /// Whether a text has the shape of a request id.
    public static boolean isValid(String value) {
        if (value.length() < MIN || value.length() > MAX) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!IdShape.isWord(c) && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }

    /// Returns the id in its wire form.
    @Override
    public String toString() {
        return value;
    }
}
