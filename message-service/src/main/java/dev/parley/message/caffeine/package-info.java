/// The bounded cache of fences, on Caffeine.
@NullMarked
package dev.parley.message.caffeine;

import org.jspecify.annotations.NullMarked;
