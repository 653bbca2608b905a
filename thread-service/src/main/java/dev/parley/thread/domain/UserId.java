package dev.parley.thread.domain;

import dev.parley.platform.text.IdShape;

/// The id of a user: `usr_` and 1 to 60 of `[A-Za-z0-9_-]`.
public record UserId(String value) implements Comparable<UserId> {
    private static final String PREFIX = "usr_";

    /// Refuses another form with [IllegalArgumentException].
    public UserId {
        if (!IdShape.fits(PREFIX, value)) {
            throw new IllegalArgumentException("not a user id");
        }
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
