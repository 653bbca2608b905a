/// Checks the dependencies of a process and provides the standard health service.
@NullMarked
package dev.parley.platform.health;

import org.jspecify.annotations.NullMarked;
