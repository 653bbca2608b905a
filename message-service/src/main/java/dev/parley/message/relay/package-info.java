/// Notifies the inbox of heads and cursors that moved.
@NullMarked
package dev.parley.message.relay;

import org.jspecify.annotations.NullMarked;
