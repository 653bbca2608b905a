package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.Problem;
import dev.parley.thread.roster.Roster;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts fences in force at the service that lets users write.
public interface FencePusher {
    /// Returns once nothing that the accepted fences forbid can be written. A fence that is older than the one
    /// in force counts as accepted and changes nothing. Takes 1 to [FenceEnforcer#BATCH] rosters of different
    /// threads. May fail with `DependencyUnavailable` when none was accepted for want of an answer.
    Pushed push(List<Roster> rosters);

    /// The threads whose fences were accepted, and a failure when some were not.
    record Pushed(Set<ThreadId> accepted, Optional<Problem> failure) {
        /// Keeps its own copy.
        public Pushed {
            accepted = Set.copyOf(accepted);
        }
    }
}
