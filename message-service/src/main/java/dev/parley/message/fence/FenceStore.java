package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The fences of all threads, stored beside their logs.
public interface FenceStore {

    /// The result for one fence.
    sealed interface Result {
        /// It is in force.
        ///
        /// @param version  the stored version, at least the one asked
        /// @param sequence that of the newest frame, not older than the notices of the fence; 0 in an empty
        ///                 thread
        record Stored(long version, long sequence) implements Result {}

        /// It is not known to be in force; the problem is `StoreUnavailable`.
        record Failed(ProblemException problem) implements Result {}
    }

    /// The stored fences of threads; those without one are left out.
    Map<ThreadId, Fence> fences(Collection<ThreadId> threads);

    /// Stores newer fences and, in the same write, adds one notice per group of joins or leaves. Gives one
    /// result each, in the order of the fences. After the return no append succeeds that a stored fence
    /// forbids. The first fence of a thread opens its log, without a frame.
    List<Result> setFences(List<Fence> fences);
}
