package dev.parley.thread.roster;

import dev.parley.id.UserId;

/// A user who blocks another one. In a group, the blocker does not see the messages of the blocked user.
public record BlockedPair(UserId blocker, UserId blocked) {}
