package dev.parley.safety.block;

import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;

/// How often a user may start and end blocks: so many times at once, and as many in each hour. Each change is kept
/// in the history, so the limit bounds how fast one user makes it grow.
///
/// A store keeps one time for each user: when the whole allowance is free again. A change moves it by [#step], from
/// the present if it has passed. A change is refused if the time is more than [#slack] ahead.
///
/// @param perHour 1 to 100,000
public record ChangeLimit(int perHour) {

    private static final Duration HOUR = Duration.ofHours(1);

    /// Returns for how long one change uses up its part of the allowance.
    public Duration step() {
        return HOUR.dividedBy(perHour);
    }

    /// Returns how far the stored time may be ahead before a change.
    public Duration slack() {
        return step().multipliedBy(perHour - 1L);
    }

    /// Creates the refusal of a change.
    ///
    /// @param ahead how far the stored time is ahead
    public ProblemException refusal(Duration ahead) {
        return new RateLimited("block_changes", ahead.minus(slack())).exception();
    }
}
