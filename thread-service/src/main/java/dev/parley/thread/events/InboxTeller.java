package dev.parley.thread.events;

import dev.parley.thread.domain.Roster;
import java.util.List;

/// Tells inboxes who takes part in which thread.
public interface InboxTeller {
    /// Returns once the inboxes have these threads, 1 to 100, in these versions or later ones. Fails with
    /// `DependencyUnavailable`.
    void tell(List<Roster> rosters);
}
