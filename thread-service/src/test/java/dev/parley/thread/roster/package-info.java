/// The rules of threads, on their own.
@NullMarked
package dev.parley.thread.roster;

import org.jspecify.annotations.NullMarked;
