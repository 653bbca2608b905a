package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import java.util.List;

/// The inbox, from the log's point of view.
public interface InboxNotifier {

    /// Reports heads, cursors and hidden ordinals; may be repeated. Throws `DependencyUnavailable` while the
    /// inbox is unavailable, and [Refused] for any other response.
    void notify(List<DirtyHead> heads);

    /// The inbox refuses what was reported.
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /// Creates the refusal with the reason of the inbox.
        public Refused(String reason) {
            super(reason, null, false, false);
        }
    }
}
