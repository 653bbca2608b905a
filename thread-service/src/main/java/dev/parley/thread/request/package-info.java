/// Requests that can be retried, and the replies that a retry gets.
@NullMarked
package dev.parley.thread.request;

import org.jspecify.annotations.NullMarked;
