/// The history of a thread: who did what to whom.
@NullMarked
package dev.parley.thread.history;

import org.jspecify.annotations.NullMarked;
