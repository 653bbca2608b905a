/// Journeys and promises of Parley, as clients see them over real channels and real processes.
@NullMarked
package dev.parley.e2e;

import org.jspecify.annotations.NullMarked;
