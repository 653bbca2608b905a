/// What replicas tell each other about threads that moved, so that feeds need not wait for a comparison with the
/// store.
@NullMarked
package dev.parley.message.hint;

import org.jspecify.annotations.NullMarked;
