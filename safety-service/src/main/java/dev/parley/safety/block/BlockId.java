package dev.parley.safety.block;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;

/// Names a block by its direction: who blocks whom. Nobody can block themselves.
///
/// @param blocker who blocks
/// @param blocked who is blocked
public record BlockId(UserId blocker, UserId blocked) {

    private static final char SEPARATOR = '|';

    /// Throws [BlockProblem.SelfNotAllowed] when both are the same user.
    public BlockId {
        if (blocker.equals(blocked)) {
            throw new BlockProblem.SelfNotAllowed(blocker).exception();
        }
    }

    /// Reads what [#key] wrote. Throws `IllegalArgumentException` for anything else.
    public static BlockId ofKey(String key) {
        int at = key.indexOf(SEPARATOR);
        if (at < 0) {
            throw new IllegalArgumentException("not the key of a block");
        }
        return new BlockId(new UserId(key.substring(0, at)), new UserId(key.substring(at + 1)));
    }

    /// One text for both ids. (A user id holds no `|`.)
    public String key() {
        return blocker.value() + SEPARATOR + blocked.value();
    }

    /// The two users in no order: a block works in both directions.
    public UserPair pair() {
        return UserPair.of(blocker, blocked);
    }
}
