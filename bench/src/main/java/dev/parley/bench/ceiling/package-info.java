/// What the wire and the store do alone on this machine, to be read beside every rate.
@NullMarked
package dev.parley.bench.ceiling;

import org.jspecify.annotations.NullMarked;
