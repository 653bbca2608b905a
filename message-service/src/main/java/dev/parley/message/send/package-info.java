/// Sends: the fence, safety, the log, in this order, and screening afterwards.
@NullMarked
package dev.parley.message.send;

import org.jspecify.annotations.NullMarked;
