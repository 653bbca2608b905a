/// Each user's threads, newest message first, with their unread counts.
@NullMarked
package dev.parley.inbox;

import org.jspecify.annotations.NullMarked;
