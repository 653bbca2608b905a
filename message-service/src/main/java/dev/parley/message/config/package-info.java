/// Which classes work together, and their settings.
@NullMarked
package dev.parley.message.config;

import org.jspecify.annotations.NullMarked;
