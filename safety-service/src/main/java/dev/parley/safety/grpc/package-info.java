/// Wire in: maps requests to the domain and its answers back.
@NullMarked
package dev.parley.safety.grpc;

import org.jspecify.annotations.NullMarked;
