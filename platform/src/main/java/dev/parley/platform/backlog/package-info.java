/// What waits for another service, or was refused by it, as operators see it.
@NullMarked
package dev.parley.platform.backlog;

import org.jspecify.annotations.NullMarked;
