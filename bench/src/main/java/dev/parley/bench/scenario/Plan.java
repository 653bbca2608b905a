package dev.parley.bench.scenario;

import java.time.Duration;

/// How large and how long everything is.
///
/// @param runs          how many measurements of each kind are made, one after the other under the same load
/// @param warmUp        how long a load goes on before the first measurement
/// @param measure       how long a measurement of a saturating load takes
/// @param pairs         how many direct threads there are, with two users each
/// @param window        how many messages of a user are under way at most, over streams
/// @param unaryWindow   how many messages of a user are under way at most, by unary calls
/// @param feeds         how many feeds the thread of the fan-out has, at most 300
/// @param inboxThreads  how many threads the large inbox has
/// @param historyFrames how many frames the long thread has at least
public record Plan(
        int runs,
        Duration warmUp,
        Duration measure,
        int pairs,
        int window,
        int unaryWindow,
        int feeds,
        int inboxThreads,
        int historyFrames) {

    /// The length of each text, in bytes.
    public static final int TEXT_BYTES = 200;

    /// The size of a page of messages or inbox rows.
    public static final int PAGE = 50;

    /// The plan of the published figures.
    public static Plan standard() {
        return new Plan(3, Duration.ofSeconds(15), Duration.ofSeconds(10), 100, 3, 3, 300, 10_000, 100_000);
    }

    /// Shows in a minute or two that everything works. Its rates mean little: a JVM warms up for longer.
    public static Plan quick() {
        return new Plan(1, Duration.ofSeconds(2), Duration.ofSeconds(3), 100, 3, 3, 300, 200, 10_000);
    }

    /// The same with other numbers of runs and of threads in the large inbox, and other windows.
    public Plan with(int runs, int inboxThreads, int window, int unaryWindow) {
        return new Plan(runs, warmUp, measure, pairs, window, unaryWindow, feeds, inboxThreads, historyFrames);
    }

    /// A warm-up for a load that touches all that there is: the compiler is at work on it for most of a minute.
    public Duration longWarmUp() {
        return warmUp.multipliedBy(3);
    }

    /// A warm-up for a load that others have warmed up before.
    public Duration shortWarmUp() {
        return warmUp.dividedBy(3);
    }
}
