/// The newest message of a thread, in short.
@NullMarked
package dev.parley.inbox.preview;

import org.jspecify.annotations.NullMarked;
