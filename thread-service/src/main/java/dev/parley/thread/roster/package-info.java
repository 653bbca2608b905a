/// A thread with those who take part in it, and the rules of its changes. A [Roster] is a value: each rule
/// gives the next version as a [Change], and a store runs the rule on the locked thread and keeps the change.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
