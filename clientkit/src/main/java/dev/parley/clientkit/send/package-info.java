/// Sends, one by one or over a stream, and what became of each.
@NullMarked
package dev.parley.clientkit.send;

import org.jspecify.annotations.NullMarked;
