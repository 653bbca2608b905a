/// The compacting outbox: the newest version of each key, pushed until its consumer has it.
@NullMarked
package dev.parley.platform.outbox;

import org.jspecify.annotations.NullMarked;
