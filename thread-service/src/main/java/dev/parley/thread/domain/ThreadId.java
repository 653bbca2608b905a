package dev.parley.thread.domain;

import java.util.regex.Pattern;

/// The id of a thread: `thr_` and 1 to 60 of `[A-Za-z0-9_-]`.
public record ThreadId(String value) {
    private static final Pattern FORM = Pattern.compile("thr_[A-Za-z0-9_-]{1,60}");

    /// Refuses another form with [IllegalArgumentException].
    public ThreadId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a thread id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
