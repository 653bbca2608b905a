/// The processes that the journeys run against, and how they end.
@NullMarked
package dev.parley.e2e.process;

import org.jspecify.annotations.NullMarked;
