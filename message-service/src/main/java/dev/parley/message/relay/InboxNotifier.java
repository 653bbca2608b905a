package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import java.util.List;

/// The inbox, as the log sees it.
public interface InboxNotifier {

    /// Reports heads, cursors and hidden ordinals; may be repeated. Throws `DependencyUnavailable` while the
    /// inbox is out of reach, and [Refused] for any other answer.
    void notify(List<DirtyHead> heads);

    /// The inbox does not take what was reported.
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /// Refused with the reason of the inbox.
        public Refused(String reason) {
            super(reason, null, false, false);
        }
    }
}
