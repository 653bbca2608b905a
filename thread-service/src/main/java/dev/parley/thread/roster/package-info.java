/// A thread with those who take part in it, their roles, and the blocks between them.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
