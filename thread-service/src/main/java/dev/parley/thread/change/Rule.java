package dev.parley.thread.change;

import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Roster;

/// Decides what comes of a thread. A rule has no effects, because a store may run it more than once.
@FunctionalInterface
public interface Rule {
    /// The change of this thread, under the blocks that stand among its participants and the users whom the
    /// change concerns. Throws a problem when the change is refused.
    Change apply(Roster roster, Blocks blocks);
}
