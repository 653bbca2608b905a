/// Journeys and promises of Parley, seen by clients over real channels, on real processes.
@NullMarked
package dev.parley.e2e;

import org.jspecify.annotations.NullMarked;
