package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// A message that is hidden: it does not count as unread, for all users or for one viewer. Of two entries, a
/// merge keeps the one with the greater version, so their order does not matter.
///
/// @param viewer the user for whom it is hidden; empty for all
/// @param sequence the sequence of the message
/// @param ordinal its ordinal; 0 for a message that does not count
/// @param hidden false once it is shown again
/// @param version the sequence of the frame that hid it or showed it again
public record HiddenMessage(
        ThreadId thread, Optional<UserId> viewer, long sequence, long ordinal, boolean hidden, long version) {

    /// Hides a new message from a viewer.
    static HiddenMessage from(UserId viewer, Frame frame) {
        return new HiddenMessage(
                frame.thread(),
                Optional.of(viewer),
                frame.sequence(),
                frame.content().counts() ? frame.ordinal() : 0,
                true,
                frame.sequence());
    }
}
