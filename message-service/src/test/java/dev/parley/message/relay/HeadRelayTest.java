package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.HiddenPlace;
import dev.parley.message.relay.DirtyHeads.Mark;
import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.backlog.Backlog.Depth;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The relay over the in-memory engine.
final class HeadRelayTest extends HeadRelayTestbed {
    /// Counts the pages that are read: those of a store, or always the same one.
    private static final class Pages implements DirtyHeads {
        private final DirtyHeads heads;
        private final List<DirtyHead> page;
        private final List<Integer> limits = new ArrayList<>();
        int calls;

        Pages(DirtyHeads heads, DirtyHead... page) {
            this.heads = heads;
            this.page = List.of(page);
        }

        @Override
        public List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit) {
            calls++;
            limits.add(limit);
            return page.isEmpty() ? heads.dirty(shards, after, limit) : page;
        }

        @Override
        public void settle(List<DirtyHead> some) {
            heads.settle(some);
        }

        @Override
        public void park(DirtyHead head, int attempts, String reason) {
            heads.park(head, attempts, reason);
        }

        @Override
        public Optional<DirtyHead> whole(ThreadId thread) {
            return heads.whole(thread);
        }

        @Override
        public Depth depth() {
            return heads.depth();
        }

        @Override
        public List<Parked> parked(String after, int limit) {
            return heads.parked(after, limit);
        }

        @Override
        public boolean retry(ThreadId thread) {
            return heads.retry(thread);
        }
    }

    @Test
    void shardsAreReleasedOnceAndNotClaimedAfterwards() throws InterruptedException {
        threads(1);
        runPass();
        assertThat(shards.claims).as("one claim lasts for a part of the lease").isEqualTo(1);
        relay.end();
        relay.end();
        assertThat(shards.releases).isEqualTo(1);
        List<ThreadId> later = threads(1);
        assertThat(relay.run()).isFalse();
        assertThat(shards.claims).isEqualTo(1);
        assertThat(inbox.known).doesNotContainKeys(later.getFirst());
    }

    @Test
    void leaseIsRenewedLongBeforeItEnds() throws InterruptedException {
        var brief = new AllShards(Duration.ofNanos(3));
        var renewing = new HeadRelay(heads, brief, inbox, Duration.ofMillis(1), 4);
        renewing.run();
        renewing.run();
        assertThat(brief.claims).isEqualTo(2);
    }

    @Test
    void passIsFollowedByAPauseOnlyAtItsEnd() throws InterruptedException {
        threads(5);
        Duration pace = Duration.ofMillis(200);
        var slow = new HeadRelay(heads, shards, inbox, pace, 4);
        long begun = System.nanoTime();
        assertThat(slow.run()).isTrue();
        assertThat(slow.run()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(pace);
    }

    @Test
    void pauseGrowsWithThePassWithinBounds() {
        Duration pace = Duration.ofMillis(80);
        assertThat(HeadRelay.pauseAfter(Duration.ofMillis(5), pace)).isEqualTo(pace);
        assertThat(HeadRelay.pauseAfter(Duration.ofMillis(100), pace)).isEqualTo(Duration.ofMillis(300));
        assertThat(HeadRelay.pauseAfter(Duration.ofHours(1), pace)).isEqualTo(Duration.ofMillis(500));
        assertThat(HeadRelay.pauseAfter(Duration.ofHours(1), Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void hiddenOrdinalsCountTowardsTheSizeOfACall() throws InterruptedException {
        List<DirtyHead> wide = threads(3).stream()
                .map(thread -> new DirtyHead(
                        thread,
                        new Head(1, 1),
                        Optional.empty(),
                        List.of(),
                        hidden(thread, 900),
                        new Mark(1, 0, 0, HiddenPlace.START, true)))
                .toList();
        new HeadRelay(new Pages(heads, wide.toArray(DirtyHead[]::new)), shards, inbox, Duration.ofMillis(1), 4).run();
        assertThat(inbox.calls).containsExactly(2, 1);
    }

    @Test
    void cursorsAreFoldedToTheEndOfThePassWhileTheInboxIsAway() {
        threads(10);
        inbox.away = true;
        var paged = new Pages(heads);
        var folding = new HeadRelay(paged, shards, inbox, Duration.ofMillis(1), 4);
        assertThatThrownBy(folding::run).isInstanceOf(ProblemException.class);
        assertThat(paged.calls)
                .as("pages that were read, of which the inbox was offered one")
                .isEqualTo(3);
    }

    /// While a page is folded, the cursors of its threads cannot move.
    @Test
    void pagesAreSmallWhileTheRelayIsBehind() throws InterruptedException {
        List<ThreadId> threads = threads(2);
        var pages = new Pages(heads, behind(threads.getFirst()), behind(threads.getLast()));
        var slow = new HeadRelay(pages, shards, inbox, Duration.ofMillis(1), 16);
        slow.run();
        slow.run();
        assertThat(pages.limits).containsExactly(16, 2);
        var current = new Pages(heads);
        var quick = new HeadRelay(current, shards, inbox, Duration.ofMillis(1), 16);
        quick.run();
        quick.run();
        assertThat(current.limits).containsExactly(16, 16);
    }

    private static DirtyHead behind(ThreadId thread) {
        return new DirtyHead(
                thread,
                new Head(1, 1),
                Optional.empty(),
                List.of(),
                List.of(),
                new Mark(2, 0, 0, HiddenPlace.START, false));
    }

    private static List<HiddenMessage> hidden(ThreadId thread, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(ordinal -> new HiddenMessage(thread, Optional.empty(), ordinal, ordinal, true, ordinal))
                .toList();
    }

    @Test
    void everyHeadReachesTheInbox() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        runPass();
        assertThat(inbox.known).containsOnlyKeys(threads);
        assertThat(marked()).isEmpty();
        sent(log, threads.getFirst(), "request-2");
        runPass();
        assertThat(inbox.known).containsEntry(threads.getFirst(), new Head(2, 2));
        assertThat(marked()).isEmpty();
    }
}
