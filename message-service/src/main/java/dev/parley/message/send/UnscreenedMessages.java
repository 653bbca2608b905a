package dev.parley.message.send;

import dev.parley.message.log.Frame;
import java.util.List;

/// The messages that were sent while safety was unavailable, until safety has screened them.
public interface UnscreenedMessages {

    /// Returns at most `limit` messages that safety has not screened, the least recently returned first. So a
    /// message that cannot be screened does not delay the others.
    List<Frame> unscreened(int limit);

    /// Removes messages whose screening is over. A second call has no effect.
    void settle(List<Frame> screened);
}
