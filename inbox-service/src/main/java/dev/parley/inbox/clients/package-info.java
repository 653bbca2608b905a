/// The other services that the inbox calls.
@NullMarked
package dev.parley.inbox.clients;

import org.jspecify.annotations.NullMarked;
