/// What this process remembers of blocks, bounded, by Caffeine.
@NullMarked
package dev.parley.safety.caffeine;

import org.jspecify.annotations.NullMarked;
