/// Failures that a caller can act on, before they have a wire form.
@NullMarked
package dev.parley.platform.problem;

import org.jspecify.annotations.NullMarked;
