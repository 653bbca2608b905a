package dev.parley.thread.open;

import dev.parley.thread.request.Kept;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.Roster;
import java.util.function.Function;

/// Stores new threads. Each method is one transaction, which also notes what the message service and the inbox
/// have to hear.
///
/// [Opening#under] sees every block among the users that was stored before, and a block that is stored later
/// finds the thread. It may run more than once.
public interface OpenStore {
    /// Stores a new group with the reply to its request, or finds what the same request made before. Fails with
    /// `RequestIdReused`, also when calls with other content race, and with what the opening throws.
    Kept open(ThreadRequest request, Opening opening, Function<Roster, byte[]> reply);

    /// Stores a new direct thread, or finds the one that the pair has. Fails with what the opening throws.
    Direct openDirect(Opening opening);

    /// The direct thread of a pair as it is now, and whether this call made it.
    record Direct(Roster roster, boolean created) {}
}
