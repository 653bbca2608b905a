/// What keeps the readers of this process up to date with what other processes merge.
@NullMarked
package dev.parley.inbox.events;

import org.jspecify.annotations.NullMarked;
