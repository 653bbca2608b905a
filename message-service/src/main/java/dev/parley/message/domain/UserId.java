package dev.parley.message.domain;

/// The id of a user, `usr_…`.
public record UserId(String value) {

    /// Refuses what can not be the id of a user.
    public UserId {
        if (!value.startsWith("usr_")) {
            throw new IllegalArgumentException("Not the id of a user");
        }
    }
}
