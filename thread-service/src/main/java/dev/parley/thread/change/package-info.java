/// The steps of a thread. A roster is a value: each [Rule] gives the next one as a [Change], with the events and
/// versions that follow. A store runs the rule on the locked thread and keeps the change.
@NullMarked
package dev.parley.thread.change;

import org.jspecify.annotations.NullMarked;
