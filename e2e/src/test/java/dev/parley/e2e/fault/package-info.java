/// Kills, outages, readers that stall, and loads that are too large.
@NullMarked
package dev.parley.e2e.fault;

import org.jspecify.annotations.NullMarked;
