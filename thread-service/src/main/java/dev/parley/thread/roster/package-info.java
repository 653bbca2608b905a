/// A thread with those who take part in it, and the rules of its changes. A [Roster] is a value: each rule gives the
/// next version, and the [ThreadStore] runs a rule on the locked thread and keeps what comes out.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
