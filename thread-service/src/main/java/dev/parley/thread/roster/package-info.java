/// A thread with its participants, their roles, and the blocks between them.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
