/// Outbound calls: thread-service, which enforces a block.
@NullMarked
package dev.parley.safety.clients;

import org.jspecify.annotations.NullMarked;
