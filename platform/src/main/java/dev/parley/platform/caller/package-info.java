/// Checks callers: their tokens, and the access rules of the RPCs.
@NullMarked
package dev.parley.platform.caller;

import org.jspecify.annotations.NullMarked;
