package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.memory.MemoryDirtyHeads;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The relay over the in-memory engine, with an inbox and a clock that behave as the test specifies.
abstract class HeadRelayTestbed {

    static final DependencyUnavailable UNANSWERED = new DependencyUnavailable("inbox", Duration.ofSeconds(1));

    static final Set<Integer> ALL =
            IntStream.range(0, DirtyHeads.SHARDS).boxed().collect(Collectors.toSet());

    final MemoryStore store = new MemoryStore();
    final DirtyHeads heads = new MemoryDirtyHeads(store);
    final ContractLog log = open();
    final Inbox inbox = new Inbox();
    final AllShards shards = new AllShards(Duration.ofSeconds(10));
    final AtomicLong time = new AtomicLong();
    final HeadRelay relay = new HeadRelay(
            heads, shards, new HeadDelivery(heads, inbox, time::incrementAndGet), Duration.ofMillis(1), 4);

    /// An inbox that records heads, and does not accept all of them.
    static final class Inbox implements InboxNotifier {
        final Map<ThreadId, Head> known = new HashMap<>();
        final Set<ThreadId> refused = new HashSet<>();
        final Set<ThreadId> failing = new HashSet<>();
        Supplier<? extends Throwable> failure = () -> UNANSWERED.exception();
        final List<Integer> calls = new ArrayList<>();
        boolean away;

        @Override
        public void notify(List<DirtyHead> some) {
            calls.add(some.size());
            if (away) {
                throw UNANSWERED.exception();
            }
            if (some.stream().anyMatch(head -> failing.contains(head.thread()))) {
                Throwable thrown = failure.get();
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
            if (some.stream().anyMatch(head -> refused.contains(head.thread()))) {
                throw new Refused("it is refused");
            }
            some.forEach(head -> known.put(head.thread(), head.head()));
        }
    }

    static final class AllShards implements ShardClaims {
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
        public boolean rest(String replica, Duration time) {
            return false;
        }

        @Override
        public void release(String replica) {
            releases++;
        }
    }

    void runPass() throws InterruptedException {
        boolean more = true;
        while (more) {
            more = relay.run();
        }
    }

    void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    void ignoringFailures() {
        try {
            runPass();
        } catch (RuntimeException | Error failure) {
            assertThat(failure).isNotInstanceOf(AssertionError.class);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    List<ThreadId> marked() {
        return heads.dirty(ALL, Place.START, 100).stream()
                .map(DirtyHead::thread)
                .toList();
    }

    List<ThreadId> threads(int count) {
        return Stream.generate(() -> newThread(log))
                .limit(count)
                .peek(thread -> sent(log, thread, ALICE, "request-1"))
                .toList();
    }

    ContractLog open() {
        var memory = new MemoryMessageLog(store, Clock.systemUTC(), new SilentListener());
        return new ContractLog(memory, memory);
    }
}
