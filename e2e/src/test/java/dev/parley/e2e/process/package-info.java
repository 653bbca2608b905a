/// The processes that the journeys run against, and their ends.
@NullMarked
package dev.parley.e2e.process;

import org.jspecify.annotations.NullMarked;
