package dev.parley.bench.scenario;

import java.time.Duration;

/// The sizes and durations of a run.
///
/// @param runs how many measurements of each kind are made, one after the other under the same load
/// @param warmUp how long a load runs before the first measurement
/// @param measure how long a measurement of a saturating load takes
/// @param pairs the number of direct threads, with two users each
/// @param window how many messages of a user are in flight at most, over streams
/// @param unaryWindow how many messages of a user are in flight at most, with unary calls
/// @param feeds how many feeds the thread of the fan-out has, at most 300
/// @param inboxThreads how many threads the large inbox has
/// @param historyFrames the minimum number of frames of the long thread
/// @param subscriptions how many subscriptions the streams of many feeds have together
/// @param openFeeds how many single feeds are opened at once
public record Plan(
        int runs,
        Duration warmUp,
        Duration measure,
        int pairs,
        int window,
        int unaryWindow,
        int feeds,
        int inboxThreads,
        int historyFrames,
        int subscriptions,
        int openFeeds) {

    /// The length of each text, in bytes.
    public static final int TEXT_BYTES = 200;

    /// The size of a page of messages or inbox rows.
    public static final int PAGE = 50;

    /// Returns the plan of the published figures.
    public static Plan standard() {
        return new Plan(
                3, Duration.ofSeconds(15), Duration.ofSeconds(10), 100, 3, 3, 300, 10_000, 100_000, 50_000, 20_000);
    }

    /// Returns a plan that shows in a minute or two that everything works. Its rates mean little, because a
    /// JVM needs longer to warm up.
    public static Plan quick() {
        return new Plan(1, Duration.ofSeconds(2), Duration.ofSeconds(3), 100, 3, 3, 300, 200, 10_000, 2_000, 2_000);
    }

    /// Whether this only shows that everything works.
    public boolean isQuick() {
        return measure.toSeconds() < 5;
    }

    /// Returns the same plan with another number of runs, another number of threads in the large inbox, and
    /// other windows.
    public Plan with(int runs, int inboxThreads, int window, int unaryWindow) {
        return new Plan(
                runs,
                warmUp,
                measure,
                pairs,
                window,
                unaryWindow,
                feeds,
                inboxThreads,
                historyFrames,
                subscriptions,
                openFeeds);
    }

    /// Returns the warm-up for a load that uses most of the code: compilation takes most of a minute.
    public Duration longWarmUp() {
        return warmUp.multipliedBy(3);
    }

    /// Returns the warm-up for a load whose code earlier loads have already warmed up.
    public Duration shortWarmUp() {
        return warmUp.dividedBy(3);
    }
}
