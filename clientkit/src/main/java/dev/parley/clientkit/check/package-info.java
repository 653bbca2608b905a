/// Checks of order and content, and waits with a time limit.
@NullMarked
package dev.parley.clientkit.check;

import org.jspecify.annotations.NullMarked;
