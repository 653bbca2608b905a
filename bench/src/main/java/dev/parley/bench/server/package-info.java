/// The processes that the driver starts and measures, and the channels to them.
@NullMarked
package dev.parley.bench.server;

import org.jspecify.annotations.NullMarked;
