/// Blocks between users, and the screening of every send.
@NullMarked
package dev.parley.safety;

import org.jspecify.annotations.NullMarked;
