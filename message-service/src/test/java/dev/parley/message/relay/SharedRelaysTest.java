package dev.parley.message.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.memory.MemoryDirtyHeads;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryShardClaims;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.platform.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Relays of several replicas on one store.
final class SharedRelaysTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final int THREADS = 200;
    private static final Duration RENEWAL = Duration.ofNanos(1);

    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica replica = new MemoryReplica(store);
    private final MemoryShardClaims claims = new MemoryShardClaims(clock);
    private final Inbox inbox = new Inbox();
    private final List<ThreadId> threads = new ArrayList<>();

    /// An inbox that notices when a head is reported by two relays at the same time.
    private static final class Inbox {
        private final Set<ThreadId> arriving = ConcurrentHashMap.newKeySet();
        private final Set<ThreadId> twice = ConcurrentHashMap.newKeySet();
        private final Map<ThreadId, String> reporters = new ConcurrentHashMap<>();

        InboxNotifier of(String name) {
            return heads -> {
                for (DirtyHead head : heads) {
                    if (!arriving.add(head.thread())) {
                        twice.add(head.thread());
                    }
                }
                Thread.yield();
                for (DirtyHead head : heads) {
                    reporters.put(head.thread(), name);
                    arriving.remove(head.thread());
                }
            };
        }
    }

    private HeadRelay relay(String name) {
        return new HeadRelay(new MemoryDirtyHeads(store), renewedOften(), inbox.of(name), Duration.ofMillis(1), 16);
    }

    private void send() {
        if (threads.isEmpty()) {
            for (int thread = 0; thread < THREADS; thread++) {
                threads.add(replica.thread(ALICE, BOB));
            }
        }
        threads.forEach(thread -> replica.send(thread, ALICE, "text"));
    }

    private static void pass(HeadRelay relay) throws InterruptedException {
        boolean more = true;
        while (more) {
            more = relay.run();
        }
    }

    @Test
    void relaysShareTheWorkAndNeverReportAHeadAtTheSameTime() throws Exception {
        HeadRelay one = relay("one");
        HeadRelay other = relay("other");
        claimFairly(one, other);
        send();
        var done = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (HeadRelay relay : List.of(one, other)) {
                running.add(executor.submit(() -> {
                    while (!done.get()) {
                        pass(relay);
                    }
                    return null;
                }));
            }
            for (int round = 0; round < 20; round++) {
                send();
            }
            Awaitility.await().until(() -> inbox.reporters.size() == THREADS && isSettled());
            done.set(true);
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(inbox.twice)
                .as("heads reported by two relays at the same time")
                .isEmpty();
        var shares = new HashMap<String, Integer>();
        inbox.reporters.values().forEach(name -> shares.merge(name, 1, Integer::sum));
        assertThat(shares.get("one")).isBetween(THREADS / 4, 3 * THREADS / 4);
    }

    @Test
    void shardsOfADeadRelayAreTakenOver() throws Exception {
        HeadRelay dead = relay("dead");
        HeadRelay other = relay("other");
        claimFairly(dead, other);
        send();
        pass(other);
        assertThat(inbox.reporters.size()).isBetween(THREADS / 4, 3 * THREADS / 4);

        clock.advance(claims.lease().plusMillis(1));
        HeadRelay replacement = relay("replacement");
        pass(replacement);
        Awaitility.await().until(() -> {
            pass(replacement);
            pass(other);
            return inbox.reporters.size() == THREADS;
        });
        assertThat(inbox.reporters).doesNotContainValue("dead");
    }

    /// The first one to claim has everything, and keeps only its share when it claims again.
    private void claimFairly(HeadRelay one, HeadRelay other) throws InterruptedException {
        one.run();
        other.run();
        for (int half = 0; half < 2; half++) {
            clock.advance(claims.lease().dividedBy(2).plusMillis(1));
            one.run();
            other.run();
        }
    }

    /// The relays renew their claims often, by the real clock; the claims end by that of the test.
    private ShardClaims renewedOften() {
        return new ShardClaims() {
            @Override
            public Duration lease() {
                return RENEWAL;
            }

            @Override
            public Set<Integer> claim(String replica) {
                return claims.claim(replica);
            }

            @Override
            public boolean rest(String replica, Duration time) {
                return claims.rest(replica, time);
            }

            @Override
            public int replicas() {
                return claims.replicas();
            }

            @Override
            public void release(String replica) {
                claims.release(replica);
            }
        };
    }

    private boolean isSettled() {
        var all = IntStream.range(0, DirtyHeads.SHARDS).boxed().toList();
        return new MemoryDirtyHeads(store).dirty(all, DirtyHeads.Place.START, 1).isEmpty();
    }
}
