/// The measurements, one class for each type of load.
@NullMarked
package dev.parley.bench.scenario;

import org.jspecify.annotations.NullMarked;
