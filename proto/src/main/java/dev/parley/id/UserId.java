package dev.parley.id;

/// The id of a user: `usr_` and 1 to 60 of `[A-Za-z0-9_-]`. Compares by characters, as the stores do.
public record UserId(String value) implements Comparable<UserId> {

    private static final String PREFIX = "usr_";

    /// Throws [IllegalArgumentException] for any other shape.
    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a user id");
        }
    }

    /// Whether a text has the shape of this id.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    /// Returns the id in its wire form.
    @Override
    public String toString() {
        return value;
    }
}
