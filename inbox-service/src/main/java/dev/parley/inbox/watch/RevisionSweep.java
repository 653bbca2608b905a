package dev.parley.inbox.watch;

import dev.parley.inbox.row.InboxStore;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares, again and again, the inboxes that are watched in this process with the store: one question for all
/// of them. So a reader hears of what another process has merged, and of what a lost hint would have told.
public final class RevisionSweep {

    private static final Logger LOG = LoggerFactory.getLogger(RevisionSweep.class);

    private final InboxStore store;
    private final InboxHub hub;
    private final Duration interval;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("inbox-sweep").daemon().factory());
    private volatile long compared = System.nanoTime();

    /// Compares at an interval, from [#start] on.
    public RevisionSweep(InboxStore store, InboxHub hub, Duration interval) {
        this.store = store;
        this.hub = hub;
        this.interval = interval;
    }

    /// Begins.
    public void start() {
        timer.scheduleWithFixedDelay(this::compare, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Whether the store was compared not long ago: what the hub does not know of is not there.
    public boolean isFresh() {
        return System.nanoTime() - compared < 3 * interval.toNanos();
    }

    /// Ends.
    public void close() {
        timer.shutdownNow();
    }

    private void compare() {
        try {
            var watched = hub.watched();
            if (!watched.isEmpty()) {
                hub.announce(store.revisions(watched));
            }
            compared = System.nanoTime();
        } catch (ProblemException unavailable) {
            LOG.debug("The store can not be compared with now");
        } catch (RuntimeException fault) {
            LOG.error("Fault in the sweep of inboxes", fault);
        }
    }
}
