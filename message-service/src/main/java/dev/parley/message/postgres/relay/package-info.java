/// What the relay to the inbox needs of PostgreSQL: the dirty heads, and the claims of their shards.
@NullMarked
package dev.parley.message.postgres.relay;

import org.jspecify.annotations.NullMarked;
