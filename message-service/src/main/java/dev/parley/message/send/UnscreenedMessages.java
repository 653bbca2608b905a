package dev.parley.message.send;

import dev.parley.message.log.Frame;
import java.util.List;

/// The messages that entered the log while safety was out of reach, until it has seen them.
public interface UnscreenedMessages {

    /// The messages that safety has not seen, those first that were offered longest ago, at most `limit`: one
    /// that cannot be screened does not keep the others waiting.
    List<Frame> unscreened(int limit);

    /// Says what safety found. Neither list is offered again; settling twice changes nothing. A refused message
    /// stays where it is, and its overlay says so.
    void settle(List<Frame> allowed, List<Frame> refused);
}
