/// Settings, and what is put together from them.
@NullMarked
package dev.parley.inbox.config;

import org.jspecify.annotations.NullMarked;
