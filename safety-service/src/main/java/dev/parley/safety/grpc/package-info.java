/// Inbound calls: maps requests to blocks and screening, and maps the results back.
@NullMarked
package dev.parley.safety.grpc;

import org.jspecify.annotations.NullMarked;
