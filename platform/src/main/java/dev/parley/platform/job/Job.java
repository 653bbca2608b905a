package dev.parley.platform.job;

import java.time.Instant;
import java.util.List;

/// Long work that goes on until it is done.
///
/// @param id newer jobs have greater ids
/// @param scope what it is done to; empty for everything
/// @param position where the next step begins
/// @param failure the last failure; empty if the last step succeeded
/// @param findings the first differences that it found, at most [#MOST_FINDINGS]
public record Job(
        String id,
        String kind,
        String scope,
        State state,
        String position,
        Counts counts,
        String failure,
        List<Finding> findings,
        Instant createTime,
        Instant updateTime) {

    /// The maximum number of differences that a job keeps.
    public static final int MOST_FINDINGS = 100;

    /// Copies the findings.
    public Job {
        findings = List.copyOf(findings);
    }

    /// How a job is getting on. The numbers are those of the contract.
    public enum State {
        /// It has steps left.
        RUNNING(1),
        /// All steps are done.
        SUCCEEDED(2),
        /// A step fails again and again.
        FAILED(3),
        /// An operator ended it.
        CANCELLED(4);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /// Returns the number in the contract and in the store.
        public int number() {
            return number;
        }

        static State of(int number) {
            return values()[number - 1];
        }
    }

    /// A difference.
    ///
    /// @param thread the id of a thread
    /// @param user the id of the user whom it concerns; empty if that is nobody in particular
    /// @param what what differs, without user data
    public record Finding(String thread, String user, String what) {

        private static final String SEPARATOR = " ";
        private static final int MOST_CHARS = 200;

        /// Shortens what differs to 200 characters.
        public Finding {
            what = what.length() > MOST_CHARS ? what.substring(0, MOST_CHARS) : what;
        }

        String stored() {
            return String.join(SEPARATOR, thread, user, what);
        }

        static Finding read(String stored) {
            String[] parts = stored.split(SEPARATOR, 3);
            return new Finding(parts[0], parts[1], parts[2]);
        }
    }

    /// What was dealt with.
    ///
    /// @param repaired what was not as it should be, and has been put right
    /// @param unrepaired what was not as it should be, and cannot be put right
    public record Counts(long done, long repaired, long unrepaired) {}
}
