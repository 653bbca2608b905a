package dev.parley.inbox.watch;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Tells those who wait in this process how far an inbox has got. A hint only: it may be lost, late or doubled, and
/// the store is asked again from time to time.
@Singleton
public final class InboxHub {

    private final ConcurrentHashMap<UserId, List<Watch>> watches = new ConcurrentHashMap<>();

    /// One who wants to hear of a user's inbox.
    public static final class Watch {

        private final UserId user;
        private final Runnable wake;
        private final AtomicLong newest = new AtomicLong();

        private Watch(UserId user, Runnable wake) {
            this.user = user;
            this.wake = wake;
        }

        /// The greatest revision that was announced since the watch began; 0 when there was none.
        public long newest() {
            return newest.get();
        }

        private void tell(long revision) {
            if (newest.getAndAccumulate(revision, Math::max) < revision) {
                wake.run();
            }
        }
    }

    /// Begins a watch: `wake` is run, by any thread, whenever a greater revision is announced. It must be quick.
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

    /// Says that inboxes have reached revisions.
    public void announce(Collection<Advance> advances) {
        if (watches.isEmpty()) {
            return;
        }
        for (Advance advance : advances) {
            watches.getOrDefault(advance.user(), List.of()).forEach(watch -> watch.tell(advance.revision()));
        }
    }

    /// Those whose inboxes are watched now.
    public Set<UserId> watched() {
        return Set.copyOf(watches.keySet());
    }
}
