package dev.parley.inbox.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.inbox.grpc.WatchedInbox.Begin;
import dev.parley.inbox.memory.MemoryInbox;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.preview.GatheredPreviews;
import dev.parley.inbox.preview.Previews;
import dev.parley.inbox.row.InboxChanges;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.inbox.watch.RevisionSweep;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.background.Background;
import dev.parley.platform.feed.FeedPage;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A comparison of all watched inboxes with the store that takes long.
final class SlowSweepTest {

    private static final UserId ANN = new UserId("usr_ann");
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration OLD = Duration.ofMillis(200);

    private final Background background = new Background();
    private final MemoryInbox inbox = new MemoryInbox(Clock.systemUTC());
    private final SlowProgress progress = new SlowProgress();
    private final InboxHub hub = new InboxHub();
    private final AtomicInteger wakes = new AtomicInteger();
    private final InboxChanges changes = new InboxChanges(
            inbox,
            progress,
            new GatheredPreviews(wanted -> Previews.NONE, Duration.ofSeconds(1)),
            new CatchUp(
                    progress, new WaitingReaders(1, 1, 1), background, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    private final RevisionSweep sweep = new RevisionSweep(progress, hub, background, INTERVAL);

    /// Counts reads for one reader, and lets sweeps wait for permits.
    private final class SlowProgress implements InboxProgress {

        final AtomicInteger reads = new AtomicInteger();
        final Semaphore permits = new Semaphore(0);
        final Set<UserId> swept = ConcurrentHashMap.newKeySet();

        @Override
        public Set<Sought> reached(Collection<Sought> sought) {
            return Set.copyOf(sought);
        }

        @Override
        public List<Advance> revisions(Collection<UserId> users) {
            if (Thread.currentThread().getName().contains("sweep")) {
                permits.acquireUninterruptibly();
                swept.addAll(users);
            } else {
                reads.incrementAndGet();
            }
            return inbox.revisions(users);
        }

        @Override
        public long compacted(UserId user) {
            reads.incrementAndGet();
            return inbox.compacted(user);
        }
    }

    @AfterEach
    void stop() {
        progress.permits.release(1_000_000);
        sweep.close();
        background.close();
    }

    private WatchedInbox watching(UserId user) {
        var source = new WatchedInbox(new Begin(user, Optional.of(0L)), changes, hub, wakes::incrementAndGet);
        assertThat(source.begin()).isZero();
        assertThat(source.read(0, 10).items()).isEmpty();
        return source;
    }

    private static Duration age(WatchedInbox source) {
        return Duration.ofNanos(System.nanoTime() - source.comparedAt());
    }

    @Test
    void slowSweepDoesNotTurnAFeedIntoAPoll() {
        WatchedInbox source = watching(ANN);
        int before = progress.reads.get();
        sweep.start();
        Awaitility.await()
                .until(() -> progress.permits.hasQueuedThreads() && age(source).compareTo(OLD) > 0);

        for (int i = 0; i < 100; i++) {
            assertThat(source.read(0, 10).items()).isEmpty();
            assertThat(source.readHere(0, 10)).map(FeedPage::items).contains(List.of());
        }

        assertThat(progress.reads.get()).isEqualTo(before);
        assertThat(age(source)).as("no heartbeat claims more than is known").isGreaterThan(OLD);
        progress.permits.release(1_000_000);
        Awaitility.await().until(() -> age(source).compareTo(OLD) < 0);
    }

    @Test
    void eachInboxCountsAsComparedWhenItsPartOfTheSweepBegan() {
        Map<UserId, WatchedInbox> sources = new ConcurrentHashMap<>();
        IntStream.range(0, 3_000)
                .mapToObj(i -> new UserId("usr_" + i))
                .forEach(user -> sources.put(user, watching(user)));
        sweep.start();
        Awaitility.await()
                .until(() -> progress.permits.hasQueuedThreads()
                        && sources.values().stream()
                                .allMatch(source -> age(source).compareTo(OLD) > 0));
        progress.permits.release(1);
        Awaitility.await().until(() -> progress.swept.size() == 2_000 && progress.permits.hasQueuedThreads());

        assertThat(sources).hasSize(3_000);
        long first = progress.swept.stream()
                .mapToLong(user -> sources.get(user).comparedAt())
                .min()
                .orElseThrow();
        assertThat(sources.entrySet().stream()
                        .filter(entry -> !progress.swept.contains(entry.getKey()))
                        .mapToLong(entry -> entry.getValue().comparedAt()))
                .isNotEmpty()
                .allMatch(time -> time - first < 0);
    }
}
