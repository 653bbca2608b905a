/// Readers that wait for inboxes to change, and the hints and sweeps that wake them.
@NullMarked
package dev.parley.inbox.watch;

import org.jspecify.annotations.NullMarked;
