/// The message service: the log of each thread, its feeds and cursors.
@NullMarked
package dev.parley.message;

import org.jspecify.annotations.NullMarked;
