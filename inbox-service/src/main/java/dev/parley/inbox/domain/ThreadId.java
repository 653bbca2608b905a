package dev.parley.inbox.domain;

import dev.parley.platform.text.IdShape;

/// The id of a thread, `thr_…`.
public record ThreadId(String value) {

    private static final String PREFIX = "thr_";

    /// Refuses what can not be the id of a thread.
    public ThreadId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not the id of a thread");
        }
    }

    /// Whether a text is the id of a thread.
    public static boolean isValid(String value) {
        return IdShape.fits(PREFIX, value);
    }
}
