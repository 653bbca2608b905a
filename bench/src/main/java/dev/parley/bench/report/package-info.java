/// Figures, the machine they were measured on, and their presentation.
@NullMarked
package dev.parley.bench.report;

import org.jspecify.annotations.NullMarked;
