/// The bounded cache of blocks in this process, on Caffeine.
@NullMarked
package dev.parley.safety.caffeine;

import org.jspecify.annotations.NullMarked;
