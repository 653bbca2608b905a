/// The rights to each thread, as the thread service decided.
@NullMarked
package dev.parley.message.fence;

import org.jspecify.annotations.NullMarked;
