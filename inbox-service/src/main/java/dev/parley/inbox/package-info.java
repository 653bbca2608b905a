/// Each user's threads, newest message first, with what is unread.
@NullMarked
package dev.parley.inbox;

import org.jspecify.annotations.NullMarked;
