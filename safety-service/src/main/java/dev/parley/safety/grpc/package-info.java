/// Wire in: maps requests to blocks and screening, and their answers back.
@NullMarked
package dev.parley.safety.grpc;

import org.jspecify.annotations.NullMarked;
