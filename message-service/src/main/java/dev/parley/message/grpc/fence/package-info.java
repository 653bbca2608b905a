/// The wire form of fences: their checks and their mapper.
@NullMarked
package dev.parley.message.grpc.fence;

import org.jspecify.annotations.NullMarked;
