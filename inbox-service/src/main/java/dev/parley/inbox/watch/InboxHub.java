package dev.parley.inbox.watch;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeListener;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Wakes the feeds of this process when their inboxes get new revisions. A wake is only a hint: it may be
/// lost, late or duplicated, and feeds compare themselves with the store from time to time.
@Singleton
public final class InboxHub implements MergeListener {

    private final ConcurrentHashMap<UserId, List<Watch>> watches = new ConcurrentHashMap<>();

    /// The interest of one feed in one inbox.
    public static final class Watch {

        private final UserId user;
        private final Runnable wake;
        private final AtomicLong newest = new AtomicLong();
        private volatile long comparedAt = System.nanoTime();
        private volatile boolean unfinished;

        private Watch(UserId user, Runnable wake) {
            this.user = user;
            this.wake = wake;
        }

        /// Returns the greatest revision that was announced since the watch began; 0 if there was none.
        public long newest() {
            return newest.get();
        }

        /// Returns when the inbox was last compared with the store, or the watch began, as of `System.nanoTime()`.
        public long comparedAt() {
            return comparedAt;
        }

        /// Sets whether the feed wants to be woken at each sweep, because it lacks something that may be
        /// available then.
        public void setUnfinished(boolean lacking) {
            unfinished = lacking;
        }

        private void announce(long revision) {
            if (newest.getAndAccumulate(revision, Math::max) < revision) {
                wake.run();
            }
        }
    }

    /// Begins a watch: any thread runs `wake` whenever a greater revision is announced. It must be fast.
    public Watch watch(UserId user, Runnable wake) {
        var watch = new Watch(user, wake);
        watches.merge(
                user,
                List.of(watch),
                (all, one) -> Stream.concat(all.stream(), one.stream()).toList());
        return watch;
    }

    /// Ends a watch.
    public void end(Watch watch) {
        watches.computeIfPresent(watch.user, (user, all) -> {
            var others = all.stream().filter(other -> other != watch).toList();
            return others.isEmpty() ? null : others;
        });
    }

    @Override
    public void merged(Collection<Advance> advances) {
        if (watches.isEmpty()) {
            return;
        }
        for (Advance advance : advances) {
            watches.getOrDefault(advance.user(), List.of()).forEach(watch -> watch.announce(advance.revision()));
        }
    }

    /// Announces the revisions that the store had at a time, or later, for all these users.
    void compared(Collection<UserId> users, Collection<Advance> revisions, long time) {
        merged(revisions);
        for (UserId user : users) {
            for (Watch watch : watches.getOrDefault(user, List.of())) {
                if (time - watch.comparedAt > 0) {
                    watch.comparedAt = time;
                }
            }
        }
    }

    /// Wakes the feeds that lack something.
    public void wakeUnfinished() {
        watches.values()
                .forEach(all -> all.stream().filter(one -> one.unfinished).forEach(one -> one.wake.run()));
    }

    /// Returns the users whose inboxes are watched now.
    public Set<UserId> watched() {
        return Set.copyOf(watches.keySet());
    }
}
