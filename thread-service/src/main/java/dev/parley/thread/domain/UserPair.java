package dev.parley.thread.domain;

/// Two different users, in the order of their ids: the same pair whoever is named first.
public record UserPair(UserId first, UserId second) {
    /// Refuses a pair that is out of order, or of one user, with [IllegalArgumentException]; [#of] sorts.
    public UserPair {
        if (first.compareTo(second) >= 0) {
            throw new IllegalArgumentException("a pair is of two users in order");
        }
    }

    /// The pair of two users, in whichever order they come.
    public static UserPair of(UserId one, UserId other) {
        return one.compareTo(other) < 0 ? new UserPair(one, other) : new UserPair(other, one);
    }

    /// One text for the pair, which no other pair has.
    public String key() {
        return first + ":" + second;
    }
}
