/// Reads the log for a participant: rights, hidden messages, pages of messages.
@NullMarked
package dev.parley.message.read;

import org.jspecify.annotations.NullMarked;
