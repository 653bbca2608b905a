/// Reports heads and cursors that moved to the inbox.
@NullMarked
package dev.parley.message.relay;

import org.jspecify.annotations.NullMarked;
