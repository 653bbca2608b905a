/// Calls from a service to other services.
@NullMarked
package dev.parley.platform.clients;

import org.jspecify.annotations.NullMarked;
