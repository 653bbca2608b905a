package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// A message that does not count as unread for all, or for one viewer. A merge of two keeps the one of the
/// greater version, so their order does not matter.
///
/// @param viewer   for whom; empty for all
/// @param sequence where the message is
/// @param hidden   false once it is shown again
/// @param version  the sequence of the frame that hid it or showed it again
public record HiddenOrdinal(
        ThreadId thread, Optional<UserId> viewer, long ordinal, long sequence, boolean hidden, long version) {}
