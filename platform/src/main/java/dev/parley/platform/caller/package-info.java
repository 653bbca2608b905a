/// Checks callers: their tokens, and the rules of access of the RPCs.
@NullMarked
package dev.parley.platform.caller;

import org.jspecify.annotations.NullMarked;
