package dev.parley.thread.fence;

import dev.parley.thread.roster.Roster;
/// Puts fences in force at those who let users write.

public interface FencePusher {
    /// Returns once nothing that this roster forbids can be written. Older than what is in force there: changes
    /// nothing. Fails with `DependencyUnavailable`.
    void push(Roster roster);
}
