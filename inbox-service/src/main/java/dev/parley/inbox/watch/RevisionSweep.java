package dev.parley.inbox.watch;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Compares all inboxes that are watched in this process with the store, at an interval. So a feed notices
/// merges by other processes, and changes whose hints were lost.
public final class RevisionSweep implements AutoCloseable {

    /// The maximum number of users in one query.
    private static final int BATCH = 2000;

    private final InboxProgress progress;
    private final InboxHub hub;
    private final Duration interval;
    private final Repeating loop;
    private volatile long comparedAt = System.nanoTime();

    /// Compares at an interval, from [#start] on.
    public RevisionSweep(InboxProgress progress, InboxHub hub, Background background, Duration interval) {
        this.progress = progress;
        this.hub = hub;
        this.interval = interval;
        this.loop = background.repeat("inbox sweep", Pace.every(interval), Step.of(this::compare));
    }

    /// Starts.
    public void start() {
        loop.start();
    }

    /// Whether the store was recently compared; if so, there are no updates that the hub does not know of.
    public boolean isFresh() {
        return System.nanoTime() - comparedAt < 3 * interval.toNanos();
    }

    /// Returns when the last complete comparison began, as of `System.nanoTime()`.
    public long comparedAt() {
        return comparedAt;
    }

    @Override
    public void close() {
        loop.close();
    }

    private void compare() {
        long now = System.nanoTime();
        var watched = List.copyOf(hub.watched());
        for (int from = 0; from < watched.size(); from += BATCH) {
            var some = watched.subList(from, Math.min(from + BATCH, watched.size()));
            hub.merged(progress.revisions(new ArrayList<>(some)));
        }
        comparedAt = now;
        hub.wakeUnfinished();
    }
}
