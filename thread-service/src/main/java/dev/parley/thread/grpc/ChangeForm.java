package dev.parley.thread.grpc;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.thread.roster.Roster;

/// The form in which threads are reported to the inbox.
@FunctionalInterface
public interface ChangeForm {
    /// Converts a thread.
    ThreadChange of(Roster roster);
}
