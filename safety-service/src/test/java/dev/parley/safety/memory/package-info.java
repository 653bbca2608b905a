/// The in-memory engines, for tests of rules.
@NullMarked
package dev.parley.safety.memory;

import org.jspecify.annotations.NullMarked;
