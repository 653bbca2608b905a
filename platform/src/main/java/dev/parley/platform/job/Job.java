package dev.parley.platform.job;

import java.time.Instant;

/// Long work that goes on until it is done.
///
/// @param id newer jobs have greater ids
/// @param scope what it is done to; empty for everything
/// @param position where the next step begins
/// @param failure the last failure; empty if the last step succeeded
public record Job(
        String id,
        String kind,
        String scope,
        State state,
        String position,
        Counts counts,
        String failure,
        Instant createTime,
        Instant updateTime) {

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

    /// What was dealt with.
    ///
    /// @param repaired what was not as it should be, and has been put right
    /// @param unrepaired what was not as it should be, and cannot be put right
    public record Counts(long done, long repaired, long unrepaired) {}
}
