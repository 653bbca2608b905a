package dev.parley.inbox.rebuild;

import dev.parley.id.UserId;
import java.util.Optional;

/// A part of a thread in which inboxes differ from what its owners know.
///
/// @param user whose row differs; empty for what all rows share
/// @param what what differs, without user data
/// @param late whether an update of the owner may still be on its way
record Difference(Optional<UserId> user, String what, boolean late) {}
