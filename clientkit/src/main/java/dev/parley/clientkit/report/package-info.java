/// Counts, times and progress of a load.
@NullMarked
package dev.parley.clientkit.report;

import org.jspecify.annotations.NullMarked;
