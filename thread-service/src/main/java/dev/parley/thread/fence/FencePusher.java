package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.Problem;
import dev.parley.thread.roster.Roster;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts fences in force at the service that accepts writes.
public interface FencePusher {
    /// Returns once nothing that the accepted fences forbid can be written. A fence that is older than the
    /// one in force counts as accepted and changes nothing. Takes 1 to [FenceEnforcer#BATCH] rosters of
    /// different threads. May fail with `DependencyUnavailable` if there was no response and none was
    /// accepted.
    Pushed push(List<Roster> rosters);

    /// The threads whose fences were accepted, and a failure if some were not.
    ///
    /// @param accepted for each thread, the sequence of the newest frame of its log, which is not older than
    /// the frames of
    ///                 the fence; 0 if unknown
    /// @param replaced the accepted threads in which another fence is in force, with its version: a greater one, or
    ///                 the same with other rights
    record Pushed(Map<ThreadId, Long> accepted, Optional<Problem> failure, Map<ThreadId, Long> replaced) {
        /// Copies the collections.
        public Pushed {
            accepted = Map.copyOf(accepted);
            replaced = Map.copyOf(replaced);
        }

        /// All accepted fences are in force.
        public Pushed(Map<ThreadId, Long> accepted, Optional<Problem> failure) {
            this(accepted, failure, Map.of());
        }
    }
}
