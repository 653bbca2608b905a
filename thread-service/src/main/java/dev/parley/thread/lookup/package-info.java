/// Finds threads, for their participants and for services.
@NullMarked
package dev.parley.thread.lookup;

import org.jspecify.annotations.NullMarked;
