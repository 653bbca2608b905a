/// Opening threads: groups, and the one direct thread of a pair.
@NullMarked
package dev.parley.thread.open;

import org.jspecify.annotations.NullMarked;
