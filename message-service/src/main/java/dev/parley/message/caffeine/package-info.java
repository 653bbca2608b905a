/// Remembers fences, within bounds, by Caffeine.
@NullMarked
package dev.parley.message.caffeine;

import org.jspecify.annotations.NullMarked;
