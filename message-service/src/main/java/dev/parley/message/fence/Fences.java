package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fences that this process remembers. Cached fences may be stale; appends and reads check the version again.
public interface Fences {

    /// The remembered fence of a thread, else the stored one. Throws `ThreadAccessDenied` when there is none,
    /// as for a user who takes no part.
    default Fence get(ThreadId thread) {
        return find(thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// The remembered fence of a thread, else the stored one; empty when there is none.
    Optional<Fence> find(ThreadId thread);

    /// The remembered fence of a thread; empty when none is.
    Optional<Fence> remembered(ThreadId thread);

    /// A fence of at least this version.
    default Fence atLeast(ThreadId thread, long version) {
        return Optional.ofNullable(atLeast(Map.of(thread, version)).get(thread))
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// Fences of at least these versions, by thread; threads without one are left out.
    Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions);

    /// The fences of threads, by thread, where this process knows none (0) or one of this version that may be
    /// old: the remembered one where it is newer, else the stored one. Threads without one are left out, and
    /// are remembered as unknown for a moment.
    Map<ThreadId, Fence> newerThan(Map<ThreadId, Long> versions);

    /// Remembers a fence unless a newer one is known.
    void offer(Fence fence);

    /// Whether something was sent in the thread.
    boolean isEstablished(ThreadId thread);

    /// Those of the threads in which nothing was sent yet.
    Set<ThreadId> unestablished(Set<ThreadId> threads);

    /// Remembers that something was sent in the thread.
    void establish(ThreadId thread);
}
