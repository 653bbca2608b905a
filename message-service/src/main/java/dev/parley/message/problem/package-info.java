/// The failures that a caller of this service can act on.
@NullMarked
package dev.parley.message.problem;

import org.jspecify.annotations.NullMarked;
