/// The wire interface of the thread service. Handlers map, delegate and map back.
@NullMarked
package dev.parley.thread.grpc;

import org.jspecify.annotations.NullMarked;
