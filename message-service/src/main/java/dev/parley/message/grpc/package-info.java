/// Serves the RPCs, and converts between wire messages and rules.
@NullMarked
package dev.parley.message.grpc;

import org.jspecify.annotations.NullMarked;
