package dev.parley.inbox.domain;

import dev.parley.platform.text.IdShape;

/// The id of a user, `usr_…`.
public record UserId(String value) {

    private static final String PREFIX = "usr_";

    /// Refuses what can not be the id of a user.
    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not the id of a user");
        }
    }

    /// Whether a text is the id of a user.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }
}
