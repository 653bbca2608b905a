/// The histories of a store that was replaced by an older copy of itself.
@NullMarked
package dev.parley.message.timeline;

import org.jspecify.annotations.NullMarked;
