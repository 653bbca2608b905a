/// The feeds of threads on the wire.
@NullMarked
package dev.parley.message.grpc.feed;

import org.jspecify.annotations.NullMarked;
