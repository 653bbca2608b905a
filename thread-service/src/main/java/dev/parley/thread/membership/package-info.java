/// Adding users to groups, removing them, and leaving.
@NullMarked
package dev.parley.thread.membership;

import org.jspecify.annotations.NullMarked;
