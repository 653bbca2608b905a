/// The failures that a caller can act on.
@NullMarked
package dev.parley.thread.problem;

import org.jspecify.annotations.NullMarked;
