/// A short form of the newest message of a thread.
@NullMarked
package dev.parley.inbox.preview;

import org.jspecify.annotations.NullMarked;
