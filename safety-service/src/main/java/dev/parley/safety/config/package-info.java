/// Settings, and what is put together from them.
@NullMarked
package dev.parley.safety.config;

import org.jspecify.annotations.NullMarked;
