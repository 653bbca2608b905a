/// The rates of wire and store alone on this machine, for comparison with every other rate.
@NullMarked
package dev.parley.bench.ceiling;

import org.jspecify.annotations.NullMarked;
