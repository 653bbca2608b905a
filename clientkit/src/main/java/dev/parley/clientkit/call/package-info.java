/// Users and the connections that they use.
@NullMarked
package dev.parley.clientkit.call;

import org.jspecify.annotations.NullMarked;
