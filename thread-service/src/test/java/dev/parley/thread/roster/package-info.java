/// Tests of threads as values.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
