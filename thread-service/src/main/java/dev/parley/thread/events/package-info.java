/// What the thread service owes to others after a change: its fence to the message service, its participants to the
/// inbox service. Both are read as they are now when they are told, so that any of them may be told twice or late.
@NullMarked
package dev.parley.thread.events;

import org.jspecify.annotations.NullMarked;
