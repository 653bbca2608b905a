package dev.parley.thread.open;

import dev.parley.thread.request.Kept;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.Roster;
import java.util.function.Function;

/// Stores new threads. Each method is one transaction, which also queues updates for the message service and
/// the inbox.
///
/// [Opening#under] sees every block among the users that was stored before, and a block that is stored later
/// finds the thread. It may run more than once.
public interface OpenStore {
    /// Stores a new group with the reply to its request, or finds what the same request created before. Fails
    /// with `RequestIdReused`, also if calls with different content race, and with what the opening throws.
    Kept open(ThreadRequest request, Opening opening, Function<Roster, byte[]> reply);

    /// Stores a new direct thread, or finds the existing one of the pair. Fails with what the opening throws.
    Direct openDirect(Opening opening);

    /// The current direct thread of a pair, and whether this call created it.
    record Direct(Roster roster, boolean created) {}
}
