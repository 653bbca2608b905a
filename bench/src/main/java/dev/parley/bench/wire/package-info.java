/// What the driver writes and reads on the wire: the public contract, encoded and decoded with little work, because
/// the driver shares the machine with the server.
@NullMarked
package dev.parley.bench.wire;

import org.jspecify.annotations.NullMarked;
