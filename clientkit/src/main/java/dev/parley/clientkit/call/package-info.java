/// Users and the connections over which they call.
@NullMarked
package dev.parley.clientkit.call;

import org.jspecify.annotations.NullMarked;
