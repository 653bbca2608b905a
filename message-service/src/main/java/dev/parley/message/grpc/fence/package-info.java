/// Fences on the wire: their rules and their mapper.
@NullMarked
package dev.parley.message.grpc.fence;

import org.jspecify.annotations.NullMarked;
