package dev.parley.safety.block;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;

/// Identifies a block by its direction: who blocks whom. Users cannot block themselves.
///
/// @param blocker the user who blocks
/// @param blocked the user who is blocked
public record BlockId(UserId blocker, UserId blocked) {

    private static final char SEPARATOR = '|';

    /// Throws [BlockProblem.SelfNotAllowed] if both are the same user.
    public BlockId {
        if (blocker.equals(blocked)) {
            throw new BlockProblem.SelfNotAllowed(blocker).exception();
        }
    }

    /// Parses what [#key] returns. Throws `IllegalArgumentException` for anything else.
    public static BlockId ofKey(String key) {
        int at = key.indexOf(SEPARATOR);
        if (at < 0) {
            throw new IllegalArgumentException("not a block key");
        }
        return new BlockId(new UserId(key.substring(0, at)), new UserId(key.substring(at + 1)));
    }

    /// Returns one text for both ids. (A user id contains no `|`.)
    public String key() {
        return blocker.value() + SEPARATOR + blocked.value();
    }

    /// Returns the two users in no particular order: a block works in both directions.
    public UserPair pair() {
        return UserPair.of(blocker, blocked);
    }
}
