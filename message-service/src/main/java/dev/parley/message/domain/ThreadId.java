package dev.parley.message.domain;

import dev.parley.platform.text.IdShape;

/// The id of a thread, `thr_…`.
public record ThreadId(String value) implements Comparable<ThreadId> {

    /// Refuses what can not be the id of a thread.
    public ThreadId {
        if (!IdShape.fits("thr_", value)) {
            throw new IllegalArgumentException("Not the id of a thread");
        }
    }

    @Override
    public int compareTo(ThreadId other) {
        return value.compareTo(other.value);
    }
}
