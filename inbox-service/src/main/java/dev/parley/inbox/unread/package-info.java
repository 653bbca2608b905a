/// Unread messages: a subtraction of two positions, never a stored counter.
@NullMarked
package dev.parley.inbox.unread;

import org.jspecify.annotations.NullMarked;
