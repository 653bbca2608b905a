package dev.parley.thread.domain;

import dev.parley.platform.text.IdShape;

/// The id of a thread: `thr_` and 1 to 60 of `[A-Za-z0-9_-]`.
public record ThreadId(String value) {
    private static final String PREFIX = "thr_";

    /// Refuses another form with [IllegalArgumentException].
    public ThreadId {
        if (!IdShape.fits(PREFIX, value)) {
            throw new IllegalArgumentException("not a thread id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
