/// A thread with its participants, and the rules of its changes. A [Roster] is an immutable value: each rule
/// returns the next version as a [Change], and a store runs the rule on the locked thread and stores the
/// change.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
