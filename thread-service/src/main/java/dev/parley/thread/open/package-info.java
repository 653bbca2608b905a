/// Opens threads: groups, and the only direct thread of a pair.
@NullMarked
package dev.parley.thread.open;

import org.jspecify.annotations.NullMarked;
