package dev.parley.safety.domain;

/// Two users in no order: the pair of A and B equals the pair of B and A.
///
/// @param first  the lesser id
/// @param second the greater id
public record UserPair(UserId first, UserId second) {

    /// Throws `IllegalArgumentException` unless the first is less than the second; [#of] puts them in order.
    public UserPair {
        if (first.value().compareTo(second.value()) >= 0) {
            throw new IllegalArgumentException("not a pair in order");
        }
    }

    /// The pair of two different users.
    public static UserPair of(UserId one, UserId other) {
        return one.value().compareTo(other.value()) < 0 ? new UserPair(one, other) : new UserPair(other, one);
    }
}
