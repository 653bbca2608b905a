package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import java.util.List;

/// The stored fences of all threads, for a comparison with the thread service.
public interface FenceList {

    /// The version of a stored fence.
    record Stamp(ThreadId thread, long version) {}

    /// Returns the fences after a thread id, in the order of the bytes of the id, at most `limit`. The empty id
    /// is the start.
    List<Stamp> after(String thread, int limit);

    /// Returns those of the fences of these threads that exist, in the same order.
    List<Stamp> of(List<ThreadId> threads);
}
