/// Inboxes in memory: the second engine of each port.
@NullMarked
package dev.parley.inbox.memory;

import org.jspecify.annotations.NullMarked;
