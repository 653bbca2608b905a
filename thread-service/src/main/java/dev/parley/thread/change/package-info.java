/// Changes of a thread. A roster is an immutable value: each [Rule] returns the next one as a [Change], with
/// its events and versions. A store runs the rule on the locked thread and stores the change.
@NullMarked
package dev.parley.thread.change;

import org.jspecify.annotations.NullMarked;
