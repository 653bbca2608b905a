/// The time of a database: the one clock of all replicas of a service.
@NullMarked
package dev.parley.platform.clock;

import org.jspecify.annotations.NullMarked;
