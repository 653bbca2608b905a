/// Serves the RPCs: their handlers, limits and problems. The subpackages contain the code behind a handler,
/// by capability: mappers, checks and streams. They may use each other and their rules, but not the handlers.
@NullMarked
package dev.parley.message.grpc;

import org.jspecify.annotations.NullMarked;
