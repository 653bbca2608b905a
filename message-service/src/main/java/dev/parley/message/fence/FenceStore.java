package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The fences of all threads, stored together with their logs.
public interface FenceStore {

    /// The result for one fence.
    sealed interface Result {
        /// The fence is in force.
        ///
        /// @param version the stored version, at least the requested one
        /// @param sequence the newest frame, not older than the notices of the fence; 0 in an empty thread
        /// @param different whether the stored fence gives other rights than the requested one, or is newer
        record Stored(long version, long sequence, boolean different) implements Result {

            /// The requested fence itself.
            public Stored(long version, long sequence) {
                this(version, sequence, false);
            }
        }

        /// The fence is not known to be in force; the problem is `StoreUnavailable`.
        record Failed(ProblemException problem) implements Result {}
    }

    /// Returns the stored fences of threads; threads without one are omitted.
    Map<ThreadId, Fence> fences(Collection<ThreadId> threads);

    /// Stores newer fences and, in the same write, adds one notice per group of joins or leaves. Returns one
    /// result for each fence, in order. After the return, no append that a stored fence forbids succeeds. The
    /// first fence of a thread opens its log, without a frame.
    List<Result> setFences(List<Fence> fences);
}
