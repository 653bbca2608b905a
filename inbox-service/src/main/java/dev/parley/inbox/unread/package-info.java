/// Unread messages: a subtraction of two positions, never a count that is kept.
@NullMarked
package dev.parley.inbox.unread;

import org.jspecify.annotations.NullMarked;
