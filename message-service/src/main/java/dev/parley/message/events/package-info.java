/// What the log tells others after a write: live feeds and the inbox.
@NullMarked
package dev.parley.message.events;

import org.jspecify.annotations.NullMarked;
