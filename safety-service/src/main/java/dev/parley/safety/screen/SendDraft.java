package dev.parley.safety.screen;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import java.util.Optional;

/// What is about to be sent.
///
/// @param sender      who sends
/// @param counterpart the other participant of a thread of two; empty in larger threads, where a block stops nothing
/// @param text        the text, which may be empty
public record SendDraft(UserId sender, Optional<UserId> counterpart, String text) {

    /// Sender and counterpart; empty where no block can stand between them.
    public Optional<UserPair> pair() {
        return counterpart.filter(other -> !other.equals(sender)).map(other -> UserPair.of(sender, other));
    }
}
