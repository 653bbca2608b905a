/// The rates of wire and store alone on this machine, to be read beside every other rate.
@NullMarked
package dev.parley.bench.ceiling;

import org.jspecify.annotations.NullMarked;
