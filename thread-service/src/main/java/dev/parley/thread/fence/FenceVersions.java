package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The versions of the fences of all threads, which the comparison with the message service reads and corrects.
public interface FenceVersions {

    /// Returns the newest versions of the threads after an id, in the order of its bytes, at most `limit`.
    ///
    /// @param through the last id; empty for no end
    List<StoredFences.Stamp> between(String after, Optional<String> through, int limit);

    /// Returns the newest versions of those of these threads that exist, by id.
    List<StoredFences.Stamp> of(List<ThreadId> threads);

    /// Returns the threads of a participant after an id, in the order of its bytes, at most `limit`.
    List<ThreadId> threadsOf(UserId participant, String after, int limit);

    /// Records that the message service has only these versions, 0 for none, so that the newest ones are pushed
    /// again, with the departures since.
    void owe(Map<ThreadId, Long> stored);

    /// Gives threads a version above one that the message service has and that this store has lost, so that a new
    /// fence replaces it, and the inbox gets the state of this store. A thread whose version is already greater
    /// stays as it is.
    void raise(Map<ThreadId, Long> above);

    /// Gives threads a version above one that the message service has with other rights. Participants do not see
    /// it. A thread whose version is already greater stays as it is.
    void replace(Map<ThreadId, Long> different);
}
