/// The threads that have open feeds in this process.
@NullMarked
package dev.parley.message.feed;

import org.jspecify.annotations.NullMarked;
