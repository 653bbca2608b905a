package dev.parley.platform.job;

import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.Job.Finding;
import java.util.List;

/// One kind of long work.
public interface JobKind {

    /// Returns its name, such as `thread.rebuild-fences`.
    String name();

    /// Does the next step, in at most about a second. A step may be repeated, also by two replicas at the same
    /// time, so it is idempotent. Throws if it has to be repeated.
    ///
    /// @param scope what the job is done to
    /// @param position where the step before ended; empty at the beginning
    Step step(String scope, String position);

    /// The result of a step.
    ///
    /// @param position where the next one begins
    /// @param done whether there is none
    /// @param counts what this step dealt with
    /// @param findings the differences that it found
    record Step(String position, boolean done, Counts counts, List<Finding> findings) {

        /// Copies the findings.
        public Step {
            findings = List.copyOf(findings);
        }

        /// A step that only counts.
        public Step(String position, boolean done, Counts counts) {
            this(position, done, counts, List.of());
        }
    }
}
