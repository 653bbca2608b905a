/// Checks of order and content, and waits that end.
@NullMarked
package dev.parley.clientkit.check;

import org.jspecify.annotations.NullMarked;
