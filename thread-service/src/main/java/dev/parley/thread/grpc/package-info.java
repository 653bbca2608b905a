/// The thread service on the wire. Handlers map, delegate and map back.
@NullMarked
package dev.parley.thread.grpc;

import org.jspecify.annotations.NullMarked;
