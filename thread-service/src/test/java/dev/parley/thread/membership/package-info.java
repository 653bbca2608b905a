/// Tests of adding, removing and leaving.
@NullMarked
package dev.parley.thread.membership;

import org.jspecify.annotations.NullMarked;
