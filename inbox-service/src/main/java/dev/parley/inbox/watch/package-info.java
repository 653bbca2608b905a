/// Who waits for inboxes to change, and how they are woken.
@NullMarked
package dev.parley.inbox.watch;

import org.jspecify.annotations.NullMarked;
