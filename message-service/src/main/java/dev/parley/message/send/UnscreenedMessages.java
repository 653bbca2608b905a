package dev.parley.message.send;

import dev.parley.message.log.Frame;
import java.util.List;

/// The messages that entered the log while safety was out of reach, until it has seen them.
public interface UnscreenedMessages {

    /// At most `limit` messages that safety has not seen, the least recently offered first. So a message that
    /// cannot be screened does not delay the others.
    List<Frame> unscreened(int limit);

    /// Stores what safety found. Neither list is offered again; a second call has no effect. The overlay of a
    /// refused message says so.
    void settle(List<Frame> allowed, List<Frame> refused);
}
