package dev.parley.inbox.watch;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.background.Step;
import java.time.Duration;
import java.util.List;

/// Compares all inboxes that are watched in this process with the store, at an interval. So a feed notices
/// merges by other processes, and changes whose hints were lost. Each inbox counts as compared when the query for
/// it began, so that a slow comparison of many makes none of them older than it is.
public final class RevisionSweep implements AutoCloseable {

    /// The maximum number of users in one query.
    private static final int BATCH = 2000;

    private final InboxProgress progress;
    private final InboxHub hub;
    private final Repeating loop;

    /// Compares at an interval, from [#start] on.
    public RevisionSweep(InboxProgress progress, InboxHub hub, Background background, Duration interval) {
        this.progress = progress;
        this.hub = hub;
        this.loop = background.repeat("inbox sweep", Pace.every(interval), Step.of(this::compare));
    }

    /// Starts.
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private void compare() {
        var watched = List.copyOf(hub.watched());
        for (int from = 0; from < watched.size(); from += BATCH) {
            var some = watched.subList(from, Math.min(from + BATCH, watched.size()));
            long began = System.nanoTime();
            hub.compared(some, progress.revisions(some), began);
        }
        hub.wakeUnfinished();
    }
}
