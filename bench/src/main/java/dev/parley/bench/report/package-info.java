/// Figures, the machine they were measured on, and how they are shown.
@NullMarked
package dev.parley.bench.report;

import org.jspecify.annotations.NullMarked;
