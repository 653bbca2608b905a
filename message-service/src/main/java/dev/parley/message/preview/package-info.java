/// Previews of messages, as the inbox shows them.
@NullMarked
package dev.parley.message.preview;

import org.jspecify.annotations.NullMarked;
