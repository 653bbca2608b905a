/// Kinds, links and roles that carry authority over others, and the right to assign them.
@NullMarked
package dev.parley.thread.authority;

import org.jspecify.annotations.NullMarked;
