package dev.parley.inbox.domain;

import dev.parley.platform.text.IdShape;

/// The id of a message, `msg_…`.
public record MessageId(String value) {

    private static final String PREFIX = "msg_";

    /// Refuses what can not be the id of a message.
    public MessageId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not the id of a message");
        }
    }

    /// Whether a text is the id of a message.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }
}
