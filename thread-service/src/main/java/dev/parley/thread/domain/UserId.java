package dev.parley.thread.domain;

import java.util.regex.Pattern;

/// The id of a user: `usr_` and 1 to 60 of `[A-Za-z0-9_-]`.
public record UserId(String value) implements Comparable<UserId> {
    private static final Pattern FORM = Pattern.compile("usr_[A-Za-z0-9_-]{1,60}");

    /// Refuses another form with [IllegalArgumentException].
    public UserId {
        if (!FORM.matcher(value).matches()) {
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
