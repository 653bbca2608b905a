package dev.parley.thread.clients;

import dev.parley.thread.roster.Roster;
import java.util.List;

/// Tells inboxes who takes part in which thread.
public interface InboxTeller {
    /// Returns once the inboxes have these threads, 1 to 100, in these versions or later ones. Fails with
    /// `DependencyUnavailable`.
    void tell(List<Roster> rosters);
}
