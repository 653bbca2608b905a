/// Recurring work in the background, all of it run by one type of loop.
@NullMarked
package dev.parley.platform.background;

import org.jspecify.annotations.NullMarked;
