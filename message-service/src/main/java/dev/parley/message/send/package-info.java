/// Sending: the fence, safety and the log, in this order, and late screening.
@NullMarked
package dev.parley.message.send;

import org.jspecify.annotations.NullMarked;
