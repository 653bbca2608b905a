/// The wire form of sends: their checks, their mapper, and send streams.
@NullMarked
package dev.parley.message.grpc.send;

import org.jspecify.annotations.NullMarked;
