package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fences that this process caches. Cached fences may be stale; appends and reads verify the version.
public interface Fences {

    /// Returns the cached fence of a thread, or else the stored one. Throws `ThreadAccessDenied` if there is
    /// none, as for a user who is not a participant.
    default Fence get(ThreadId thread) {
        return find(thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// Returns the cached fence of a thread, or else the stored one; empty if there is none.
    Optional<Fence> find(ThreadId thread);

    /// Returns the cached fence of a thread; empty if none is cached.
    Optional<Fence> remembered(ThreadId thread);

    /// Returns a fence of at least this version.
    default Fence atLeast(ThreadId thread, long version) {
        return Optional.ofNullable(atLeast(Map.of(thread, version)).get(thread))
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// Returns fences of at least these versions, by thread; threads without one are omitted.
    Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions);

    /// Returns the fences of threads, by thread, for which this process knows none (0) or one of this version
    /// that may be stale. Returns the cached fence if it is newer, or else the stored one. Threads without a
    /// fence are omitted, and their absence is cached briefly.
    Map<ThreadId, Fence> newerThan(Map<ThreadId, Long> versions);

    /// Caches a fence unless a newer one is known.
    void offer(Fence fence);

    /// Forgets the cached fence of a thread: the stored one may be older.
    void forget(ThreadId thread);

    /// Whether a message was ever sent in the thread.
    boolean isEstablished(ThreadId thread);

    /// Returns those of the threads in which no message was sent yet.
    Set<ThreadId> unestablished(Set<ThreadId> threads);

    /// Records that a message was sent in the thread.
    void establish(ThreadId thread);
}
