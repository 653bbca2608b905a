package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The versions of the fences of all threads, which the comparison with the message service reads and corrects.
public interface FenceVersions {

    /// Returns the newest versions of the threads after an id, in the order of its bytes, at most `limit`.
    ///
    /// @param through the last id; empty for no end
    List<StoredFences.Stamp> between(String after, Optional<String> through, int limit);

    /// Records that the message service has only these versions, 0 for none, so that the newest ones are pushed again,
    /// with the departures since.
    void owe(Map<ThreadId, Long> stored);

    /// Gives threads a version above one that the message service has and that is not of this store, so that a new
    /// fence replaces it. A thread whose version is already greater stays as it is. Participants do not see it.
    void raise(Map<ThreadId, Long> above);
}
