/// Child processes: starting, waiting, measuring and ending.
@NullMarked
package dev.parley.clientkit.process;

import org.jspecify.annotations.NullMarked;
