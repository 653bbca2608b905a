/// The compacting outbox: the newest version of each key, pushed to its consumer until it has it.
@NullMarked
package dev.parley.platform.outbox;

import org.jspecify.annotations.NullMarked;
