/// Finding threads, for those who take part in them and for services.
@NullMarked
package dev.parley.thread.lookup;

import org.jspecify.annotations.NullMarked;
