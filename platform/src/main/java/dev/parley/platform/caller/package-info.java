/// Who calls, and whether the RPC lets them: tokens, callers and rules of access.
@NullMarked
package dev.parley.platform.caller;

import org.jspecify.annotations.NullMarked;
