/// Long work in bounded steps, which survives restarts.
@NullMarked
package dev.parley.platform.job;

import org.jspecify.annotations.NullMarked;
