package dev.parley.message.send;

import dev.parley.id.MessageId;
import dev.parley.message.log.Frame;
import java.util.List;

/// The messages that entered the log while safety was out of reach, until it has seen them.
public interface Unscreened {

    /// The oldest messages that safety has not seen, at most `limit`.
    List<Frame> unscreened(int limit);

    /// Says what safety found. Neither list is offered again; settling twice changes nothing.
    void settle(List<MessageId> allowed, List<MessageId> refused);
}
