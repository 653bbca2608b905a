package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// A message that does not count as unread, for all users or for one viewer. Of two entries, a merge keeps
/// the one with the greater version, so their order does not matter.
///
/// @param viewer the user for whom it is hidden; empty for all
/// @param sequence the sequence of the message
/// @param hidden false once it is shown again
/// @param version the sequence of the frame that hid it or showed it again
public record HiddenOrdinal(
        ThreadId thread, Optional<UserId> viewer, long ordinal, long sequence, boolean hidden, long version) {}
