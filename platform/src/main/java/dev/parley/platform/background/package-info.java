/// Recurring work in the background, all of it by one kind of loop.
@NullMarked
package dev.parley.platform.background;

import org.jspecify.annotations.NullMarked;
