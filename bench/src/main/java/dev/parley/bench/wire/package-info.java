/// The public contract on the wire, encoded and decoded with little work, because the driver shares the machine
/// with the server.
@NullMarked
package dev.parley.bench.wire;

import org.jspecify.annotations.NullMarked;
