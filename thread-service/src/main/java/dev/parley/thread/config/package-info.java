/// How the parts of the thread service are put together.
@NullMarked
package dev.parley.thread.config;

import org.jspecify.annotations.NullMarked;
