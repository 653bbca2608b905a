package dev.parley.thread.change;

import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Roster;

/// Decides the change of a thread. A rule has no side effects, because a store may run it more than once.
@FunctionalInterface
public interface Rule {
    /// Returns the change of this thread, under the active blocks among its participants and the users whom
    /// the change concerns. Throws a problem if the change is refused.
    Change apply(Roster roster, Blocks blocks);
}
