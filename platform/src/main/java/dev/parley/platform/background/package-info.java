/// Work that comes round in the background: one kind of loop for all of it.
@NullMarked
package dev.parley.platform.background;

import org.jspecify.annotations.NullMarked;
