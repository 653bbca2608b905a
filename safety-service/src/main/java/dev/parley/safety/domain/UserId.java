package dev.parley.safety.domain;

import dev.parley.platform.text.IdShape;

/// A user: `usr_` and 1 to 60 of `[A-Za-z0-9_-]`.
///
/// @param value the id as callers give it
public record UserId(String value) {

    private static final String PREFIX = "usr_";

    /// Throws `IllegalArgumentException` for anything else.
    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a user id");
        }
    }

    /// Whether a text is the id of a user.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
