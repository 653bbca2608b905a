/// The services that the inbox asks.
@NullMarked
package dev.parley.inbox.clients;

import org.jspecify.annotations.NullMarked;
