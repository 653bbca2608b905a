/// Sends on the wire: their rules, their mapper, and streams of them.
@NullMarked
package dev.parley.message.grpc.send;

import org.jspecify.annotations.NullMarked;
