/// Puts the fence of a changed thread in force before the change is acknowledged.
@NullMarked
package dev.parley.thread.fence;

import org.jspecify.annotations.NullMarked;
