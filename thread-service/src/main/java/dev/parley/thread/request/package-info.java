/// Requests that can be repeated, and the replies that a repetition gets.
@NullMarked
package dev.parley.thread.request;

import org.jspecify.annotations.NullMarked;
