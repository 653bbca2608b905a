package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import java.util.List;

/// The inbox, as the log sees it.
public interface InboxHeads {

    /// Tells heads and cursors; may be repeated. Throws `DependencyUnavailable` when the inbox is out of reach, and
    /// [Refused] when it will never take them.
    void tell(List<DirtyHead> heads);

    /// The inbox refuses what it was told: repeating it is no use.
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /// Refused with the reason of the inbox.
        public Refused(String reason) {
            super(reason, null, false, false);
        }
    }
}
