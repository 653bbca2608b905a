package dev.parley.message.domain;

import dev.parley.platform.text.IdShape;

/// The id of a user, `usr_…`.
public record UserId(String value) {

    /// Refuses what can not be the id of a user.
    public UserId {
        if (!IdShape.fits("usr_", value)) {
            throw new IllegalArgumentException("Not the id of a user");
        }
    }
}
