/// How a service calls its neighbours.
@NullMarked
package dev.parley.platform.clients;

import org.jspecify.annotations.NullMarked;
