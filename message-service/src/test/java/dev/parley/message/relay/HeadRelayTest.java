package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.memory.MemoryDirtyHeads;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final HeadRelay relay = new HeadRelay(heads, new AllShards(), inbox, Duration.ofMillis(1), 4);

    /// An inbox that records heads, and does not accept all of them.
    private static final class Inbox implements InboxNotifier {
        final Map<ThreadId, Head> known = new HashMap<>();
        final Set<ThreadId> refused = new HashSet<>();
        final Set<ThreadId> failing = new HashSet<>();
        boolean away;

        @Override
        public void notify(List<DirtyHead> some) {
            if (away || some.stream().anyMatch(head -> failing.contains(head.thread()))) {
                throw new DependencyUnavailable("inbox", Duration.ofSeconds(1)).exception();
            }
            if (some.stream().anyMatch(head -> refused.contains(head.thread()))) {
                throw new Refused("it is refused");
            }
            some.forEach(head -> known.put(head.thread(), head.head()));
        }
    }

    private static final class AllShards implements ShardClaims {
        @Override
        public Duration lease() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Set<Integer> claim(String replica) {
            return ALL;
        }

        @Override
        public void release(String replica) {}
    }

    @Test
    void pauseGrowsWithTheWalkWithinBounds() {
        Duration pace = Duration.ofMillis(80);
        assertThat(HeadRelay.pauseAfter(Duration.ofMillis(5), pace)).isEqualTo(pace);
        assertThat(HeadRelay.pauseAfter(Duration.ofMillis(100), pace)).isEqualTo(Duration.ofMillis(300));
        assertThat(HeadRelay.pauseAfter(Duration.ofHours(1), pace)).isEqualTo(Duration.ofMillis(500));
        assertThat(HeadRelay.pauseAfter(Duration.ofHours(1), Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everyHeadReachesTheInbox() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        walk();
        assertThat(inbox.known).containsOnlyKeys(threads);
        assertThat(marked()).isEmpty();
        sent(log, threads.getFirst(), "request-2");
        walk();
        assertThat(inbox.known).containsEntry(threads.getFirst(), new Head(2, 2));
        assertThat(marked()).isEmpty();
    }

    @Test
    void headThatTheInboxRefusesIsParkedAndBlocksNoOther() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        ThreadId refused = threads.get(3);
        inbox.refused.add(refused);
        walk();
        assertThat(inbox.known).hasSize(9).doesNotContainKey(refused);
        assertThat(heads.parked("", 10)).containsExactly(new Parked(refused, 1, "it is refused"));
        assertThat(marked()).isEmpty();

        inbox.refused.clear();
        assertThat(heads.retry(refused)).isTrue();
        walk();
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
        walk();
        walk();
        assertThat(inbox.known).containsOnlyKeys(threads);
        assertThat(marked()).isEmpty();
    }

    private void walk() throws InterruptedException {
        boolean more = true;
        while (more) {
            more = relay.run();
        }
    }

    private void ignoringFailures() {
        try {
            walk();
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
        return new ContractLog(memory, memory, memory::write);
    }
}
