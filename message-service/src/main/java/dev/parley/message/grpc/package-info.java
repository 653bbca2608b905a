/// Serves the RPCs: their handlers, limits and problems. The rooms below hold what stands behind a handler, by
/// capability: mappers, checks and streams. They know each other and their rules, and not the handlers.
@NullMarked
package dev.parley.message.grpc;

import org.jspecify.annotations.NullMarked;
