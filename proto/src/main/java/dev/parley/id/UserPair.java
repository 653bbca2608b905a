package dev.parley.id;

/// Two different users in the order of their ids: the same pair, whichever of the two is named first.
public record UserPair(UserId first, UserId second) {

    /// Throws [IllegalArgumentException] for a pair that is out of order, or of one user. [#of] sorts.
    public UserPair {
        if (first.compareTo(second) >= 0) {
            throw new IllegalArgumentException("A pair is two different users in order");
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
