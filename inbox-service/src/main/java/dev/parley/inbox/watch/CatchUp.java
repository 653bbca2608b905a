package dev.parley.inbox.watch;

import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxStore;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Waits until an inbox knows a position: woken by what this process merges, and asking the store at intervals for
/// what another process has merged.
public final class CatchUp {

    private final InboxStore store;
    private final InboxHub hub;
    private final Duration patience;
    private final Duration interval;

    /// Waits for `patience` at the most, and asks the store each `interval`.
    public CatchUp(InboxStore store, InboxHub hub, Duration patience, Duration interval) {
        this.store = store;
        this.hub = hub;
        this.patience = patience;
        this.interval = interval;
    }

    /// Waits. Returns whether the position was reached.
    public boolean await(UserId user, AtLeast position) {
        if (store.isExact(user, position)) {
            return true;
        }
        var news = new Semaphore(0);
        var watch = hub.watch(user, news::release);
        try {
            return awaitNews(news, user, position);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            hub.end(watch);
        }
    }

    private boolean awaitNews(Semaphore news, UserId user, AtLeast position) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!store.isExact(user, position)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            if (news.tryAcquire(Math.min(left, interval.toNanos()), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        }
        return true;
    }
}
