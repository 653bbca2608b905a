/// Sends, with single calls or over a stream, and their outcomes.
@NullMarked
package dev.parley.clientkit.send;

import org.jspecify.annotations.NullMarked;
