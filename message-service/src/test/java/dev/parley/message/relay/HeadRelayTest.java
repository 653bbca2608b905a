package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.memory.MemoryDirtyHeads;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.HiddenPlace;
import dev.parley.message.relay.DirtyHeads.Mark;
import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The relay over the in-memory engine.
final class HeadRelayTest {

    private static final Set<Integer> ALL =
            IntStream.range(0, DirtyHeads.SHARDS).boxed().collect(Collectors.toSet());

    private final MemoryStore store = new MemoryStore();
    private final DirtyHeads heads = new MemoryDirtyHeads(store);
    private final ContractLog log = open();
    private final Inbox inbox = new Inbox();
    private final AllShards shards = new AllShards(Duration.ofSeconds(10));
    private final HeadRelay relay = new HeadRelay(heads, shards, inbox, Duration.ofMillis(1), 4);

    /// An inbox that records heads, and does not accept all of them.
    private static final class Inbox implements InboxNotifier {
        final Map<ThreadId, Head> known = new HashMap<>();
        final Set<ThreadId> refused = new HashSet<>();
        final Set<ThreadId> failing = new HashSet<>();
        final List<Integer> calls = new ArrayList<>();
        boolean away;

        @Override
        public void notify(List<DirtyHead> some) {
            calls.add(some.size());
            if (away || some.stream().anyMatch(head -> failing.contains(head.thread()))) {
                throw new DependencyUnavailable("inbox", Duration.ofSeconds(1)).exception();
            }
            if (some.stream().anyMatch(head -> refused.contains(head.thread()))) {
                throw new Refused("it is refused");
            }
            some.forEach(head -> known.put(head.thread(), head.head()));
        }
    }

    /// Counts the pages that are read: those of a store, or always the same one.
    private static final class Pages implements DirtyHeads {
        private final DirtyHeads heads;
        private final List<DirtyHead> page;
        int calls;

        Pages(DirtyHeads heads, DirtyHead... page) {
            this.heads = heads;
            this.page = List.of(page);
        }

        @Override
        public List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit) {
            calls++;
            return page.isEmpty() ? heads.dirty(shards, after, limit) : page;
        }

        @Override
        public void settle(List<DirtyHead> some) {
            heads.settle(some);
        }

        @Override
        public void park(DirtyHead head, String reason) {
            heads.park(head, reason);
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

    private static final class AllShards implements ShardClaims {
        private final Duration lease;
        int claims;
        int releases;

        AllShards(Duration lease) {
            this.lease = lease;
        }

        @Override
        public int replicas() {
            return 1;
        }

        @Override
        public Duration lease() {
            return lease;
        }

        @Override
        public Set<Integer> claim(String replica) {
            claims++;
            return ALL;
        }

        @Override
        public void release(String replica) {
            releases++;
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

    @Test
    void headThatTheInboxRefusesIsParkedAndBlocksNoOther() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        ThreadId refused = threads.get(3);
        inbox.refused.add(refused);
        runPass();
        assertThat(inbox.known).hasSize(9).doesNotContainKey(refused);
        assertThat(heads.parked("", 10)).containsExactly(new Parked(refused, 1, "it is refused"));
        assertThat(marked()).isEmpty();

        inbox.refused.clear();
        assertThat(heads.retry(refused)).isTrue();
        runPass();
        assertThat(inbox.known).containsKey(refused);
        assertThat(heads.parked("", 10)).isEmpty();
    }

    @Test
    void headThatTheInboxFailsOnBlocksNoOtherAndStaysMarked() {
        List<ThreadId> threads = threads(10);
        ThreadId failing = threads.get(5);
        inbox.failing.add(failing);
        for (int round = 0; round < 20; round++) {
            ignoringFailures();
        }
        assertThat(inbox.known).hasSize(9).doesNotContainKey(failing);
        assertThat(marked()).containsExactly(failing);
        assertThat(heads.parked("", 10)).isEmpty();
    }

    @Test
    void outageOfTheInboxLosesNothing() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        inbox.away = true;
        for (int round = 0; round < 5; round++) {
            assertThatThrownBy(relay::run).isInstanceOf(ProblemException.class);
        }
        assertThat(marked()).containsExactlyInAnyOrderElementsOf(threads);
        inbox.away = false;
        runPass();
        runPass();
        assertThat(inbox.known).containsOnlyKeys(threads);
        assertThat(marked()).isEmpty();
    }

    private void runPass() throws InterruptedException {
        boolean more = true;
        while (more) {
            more = relay.run();
        }
    }

    private void ignoringFailures() {
        try {
            runPass();
        } catch (ProblemException failure) {
            assertThat(failure.problem()).isInstanceOf(DependencyUnavailable.class);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private List<ThreadId> marked() {
        return heads.dirty(ALL, Place.START, 100).stream()
                .map(DirtyHead::thread)
                .toList();
    }

    private List<ThreadId> threads(int count) {
        return Stream.generate(() -> newThread(log))
                .limit(count)
                .peek(thread -> sent(log, thread, ALICE, "request-1"))
                .toList();
    }

    private ContractLog open() {
        var memory = new MemoryMessageLog(store, Clock.systemUTC(), new SilentListener());
        return new ContractLog(memory, memory);
    }
}
