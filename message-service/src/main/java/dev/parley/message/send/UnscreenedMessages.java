package dev.parley.message.send;

import dev.parley.message.log.Frame;
import java.util.List;

/// The messages that were sent while safety was unavailable, until safety has screened them.
public interface UnscreenedMessages {

    /// The failures after which a message is parked.
    int FAILURES_BEFORE_PARKING = 10;

    /// Returns at most `limit` messages that safety has not screened, the least recently returned first. So a
    /// message that cannot be screened does not delay the others.
    List<Frame> unscreened(int limit);

    /// Counts a failure of screening for each message. It is returned again after 2 s, doubling up to 10 min. After
    /// the tenth failure, about half an hour later, it is parked: it is not returned any more.
    void failed(List<Frame> messages, String reason);

    /// Removes messages whose screening is over. A second call has no effect.
    void settle(List<Frame> screened);
}
