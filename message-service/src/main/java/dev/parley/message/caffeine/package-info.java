/// What this process remembers of fences, bounded, by Caffeine.
@NullMarked
package dev.parley.message.caffeine;

import org.jspecify.annotations.NullMarked;
