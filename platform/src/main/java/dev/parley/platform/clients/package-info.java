/// Calls of a service to its neighbours.
@NullMarked
package dev.parley.platform.clients;

import org.jspecify.annotations.NullMarked;
