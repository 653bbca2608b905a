/// What is finished in the background: blocks that thread-service does not have yet.
@NullMarked
package dev.parley.safety.events;

import org.jspecify.annotations.NullMarked;
