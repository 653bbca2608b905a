/// Blocks between users, and the screening of every send: the application, its settings and its beans.
@NullMarked
package dev.parley.safety;

import org.jspecify.annotations.NullMarked;
