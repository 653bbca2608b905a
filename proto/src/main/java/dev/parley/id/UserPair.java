package dev.parley.id;

/// Two different users, ordered by id. The pair is the same whichever of the two is named first.
public record UserPair(UserId first, UserId second) {

    /// Throws [IllegalArgumentException] if the two are the same user or out of order. [#of] sorts them.
    public UserPair {
        if (first.compareTo(second) >= 0) {
            throw new IllegalArgumentException("A pair needs two different users in order");
        }
    }

    /// Returns the pair of two users, given in either order.
    public static UserPair of(UserId one, UserId other) {
        return one.compareTo(other) < 0 ? new UserPair(one, other) : new UserPair(other, one);
    }

    /// Returns a text that is unique to this pair.
    public String key() {
        return first + ":" + second;
    }
}
