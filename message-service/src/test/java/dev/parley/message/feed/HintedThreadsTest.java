package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.ReaderPage.Part;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.hint.Hint;
import dev.parley.message.hint.HintExchange;
import dev.parley.message.memory.MemoryLogHints;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds of one replica, `here`, of what another one, `there`, writes.
final class HintedThreadsTest {

    private static final HintExchange.Timing AT_ONCE =
            new HintExchange.Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final Logger LOG = LoggerFactory.getLogger(HintedThreadsTest.class);
    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");

    private final MemoryStore store = new MemoryStore();
    private final MemoryLogHints.Channel channel = new MemoryLogHints.Channel();
    private final Replica here = new Replica();
    private final Replica there = new Replica();
    private final ThreadId thread = here.rules.thread(ALICE, BOB, CAROL);
    private long comparedAt = System.nanoTime();

    /// A replica whose loops are run by the test.
    private final class Replica {
        private final MemoryReplica rules = new MemoryReplica(store);
        private final MemoryLogHints hints = channel.open();
        private final HintExchange exchange = new HintExchange(hints, () -> 2, AT_ONCE);
        private final LiveThreads live = new LiveThreads(rules.log(), rules.fences(), rules.cursors(), exchange);
        private final HintedThreads hinted = new HintedThreads(live, rules.fences());
        private final Comparison comparison = new Comparison(live, rules.fences(), Duration.ZERO);

        Replica() {
            rules.notifier().add(live);
            rules.notifier().add(exchange);
            exchange.listen(hinted);
            exchange.whenWaiting(() -> {});
        }

        void publish() {
            quietly(exchange::publish);
        }

        void receive() {
            quietly(() -> {
                exchange.receive();
                return hinted.run();
            });
        }

        void compare() {
            quietly(comparison::run);
        }

        ThreadFollower follow(UserId user, ThreadId id, long after) {
            return live.follow(id, user, new Start.After(after), () -> {});
        }
    }

    private interface Work {
        Object run() throws Exception;
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (ProblemException away) {
            assertThat(away.problem()).isNotNull();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /// Lets both replicas meet.
    private void meet() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    for (Replica replica : List.of(here, there)) {
                        replica.exchange.check();
                        replica.publish();
                        here.receive();
                        there.receive();
                    }
                    return here.exchange.isComplete() && there.exchange.isComplete();
                });
        here.compare();
    }

    private static List<Long> positions(ReaderPage page) {
        return page.parts().stream().map(Part::position).toList();
    }

    @Test
    void framesFencesAndCursorsArriveByHintsWithoutAComparison() {
        ThreadFollower bob = here.follow(BOB, thread, 0);
        ThreadFollower carol = here.follow(CAROL, thread, 0);
        bob.cursors();
        meet();
        there.rules.send(thread, ALICE, "one");
        there.publish();
        here.receive();
        Awaitility.await().until(() -> positions(bob.read(0, 10)).equals(List.of(1L)));
        assertThat(bob.read(0, 10).stored()).as("from storage").isFalse();

        var moved = there.rules.cursors().advance(thread, CAROL, 1);
        there.rules.notifier().moved(thread, moved);
        there.publish();
        here.receive();
        assertThat(bob.cursors()).contains(moved);

        there.rules.fence(Fence.of(thread, 2, Status.OPEN, ALICE, CAROL));
        there.publish();
        here.receive();
        assertThatThrownBy(bob::check).isInstanceOf(ProblemException.class);
        carol.check();
    }

    @Test
    void withoutAnotherReplicaNothingIsPublished() {
        var lonely = channel.open();
        lonely.receive(Duration.ofMillis(1));
        here.publish();
        lonely.receive(Duration.ofMillis(1));
        here.rules.send(thread, ALICE, "one");
        here.publish();
        assertThat(lonely.receive(Duration.ofMillis(1)))
                .allSatisfy(batch -> assertThat(batch.hints()).isEmpty());
    }

    /// 60 readers of one thread, which both replicas write to in turn.
    @Test
    void gapIsReadOnceForAllFeedsAndNoneIsServedFromStorage() {
        var counting = new CountingLog(here.rules.log());
        var live = new LiveThreads(counting, here.rules.fences(), here.rules.cursors(), here.exchange);
        here.rules.notifier().add(live);
        here.exchange.listen(new HintedThreads(live, here.rules.fences()));
        var stored = new AtomicBoolean();
        var seen = new ArrayList<List<Long>>();
        var followers = new ArrayList<ThreadFollower>();
        for (int reader = 0; reader < 60; reader++) {
            followers.add(live.follow(thread, BOB, new Start.After(0), () -> {}));
            seen.add(new ArrayList<>());
        }
        meet();
        int before = counting.pages();
        for (int send = 1; send <= 60; send++) {
            (send % 2 == 0 ? here : there).rules.send(thread, ALICE, "text");
            there.publish();
            here.receive();
            long head = send;
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        for (int reader = 0; reader < 60; reader++) {
                            List<Long> mine = seen.get(reader);
                            ReaderPage page = followers.get(reader).read(mine.size(), 128);
                            stored.compareAndSet(false, page.stored());
                            mine.addAll(positions(page));
                        }
                        return seen.stream().allMatch(mine -> mine.size() == head);
                    });
        }
        assertThat(stored).as("a reader was served from storage").isFalse();
        assertThat(counting.pages() - before).as("reads for 30 foreign sends").isBetween(1, 60);
        assertThat(seen)
                .allSatisfy(mine -> assertThat(mine)
                        .isEqualTo(LongStream.rangeClosed(1, 60).boxed().toList()));
    }

    @Test
    void hintOfWhatTheStoreDoesNotContainHarmsNobody() {
        ThreadFollower bob = here.follow(BOB, thread, 0);
        meet();
        here.hinted.hinted(List.of(new Hint(thread, 9, 9, true), new Hint(new ThreadId("thr_none"), 1, 1, true)));
        here.receive();
        long before = bob.comparedAt();
        here.compare();
        assertThat(bob.comparedAt() - before).isPositive();
        assertThat(positions(bob.read(0, 10))).isEmpty();
        here.hints.setBroken(true);
        here.receive();
        there.rules.send(thread, ALICE, "one");
        Awaitility.await().until(() -> {
            here.compare();
            return positions(bob.read(0, 10)).equals(List.of(1L));
        });
    }

    @Test
    void whileHintsAreCompleteAThreadIsComparedOnceInAllTurns() {
        var counting = new CountingLog(here.rules.log());
        var live = new LiveThreads(counting, here.rules.fences(), here.rules.cursors(), here.exchange);
        var comparison = new Comparison(live, here.rules.fences(), Duration.ZERO);
        ThreadFollower bob = live.follow(thread, BOB, new Start.Now(), () -> {});
        meet();
        quietly(comparison::run);
        int before = counting.asked();
        for (int round = 0; round < Comparison.TURNS; round++) {
            quietly(comparison::run);
        }
        assertThat(here.exchange.isComplete()).isTrue();
        assertThat(counting.asked() - before).isEqualTo(1);

        here.hints.setBroken(true);
        here.receive();
        assertThat(here.exchange.isComplete()).isFalse();
        quietly(comparison::run);
        quietly(comparison::run);
        assertThat(counting.asked() - before).isEqualTo(3);
        bob.close();
    }

    @Test
    void storedLogThatLosesFramesEndsTheFeedsOfItsThreadOnly() {
        ThreadId other = here.rules.thread(ALICE, BOB);
        here.rules.send(thread, ALICE, "one");
        here.rules.send(thread, ALICE, "two");
        here.rules.send(other, ALICE, "one");
        ThreadFollower bob = here.follow(BOB, thread, 0);
        ThreadFollower elsewhere = here.follow(BOB, other, 0);
        assertThat(positions(bob.read(0, 10))).containsExactly(1L, 2L);
        here.compare();
        store.loseAfter(thread, 1);
        here.compare();
        assertThatThrownBy(bob::check).hasMessage("StoreUnavailable");
        assertThatThrownBy(() -> bob.read(2, 10)).hasMessage("StoreUnavailable");
        elsewhere.check();
        assertThat(here.live.regressions()).isEqualTo(1);
        assertThat(positions(here.follow(BOB, thread, 0).read(0, 10))).containsExactly(1L);
    }

    /// A reader that is told that nothing is missing has everything that was acknowledged until then, whatever
    /// happens to hints, subscriptions and comparisons.
    @Test
    void whatIsSaidToBeKnownIsKnown() {
        var proofs = new AtomicInteger();
        Seeds.forEach(150, random -> proofs.addAndGet(new HintedThreadsTest().whatIsSaidToBeKnownIsKnown(random)));
        assertThat(proofs)
                .as("steps in which hints alone proved that a send is known")
                .hasPositiveValue();
        LOG.info("Hints alone proved {} times that a send of the other replica is known", proofs);
    }

    /// Returns in how many steps hints proved something that no comparison had.
    private int whatIsSaidToBeKnownIsKnown(Random random) {
        int proofs = 0;
        ThreadFollower bob = here.follow(BOB, thread, 0);
        var acknowledged = new ArrayList<Long>();
        if (random.nextInt(4) > 0) {
            meet();
        }
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(16)) {
                case 0, 1 -> acknowledged.add(sent(there));
                case 2 -> acknowledged.add(sent(here));
                case 3, 4 -> there.publish();
                case 5, 6 -> here.receive();
                case 7 -> here.publish();
                case 8 -> there.receive();
                case 9 -> here.exchange.check();
                case 10 -> there.exchange.check();
                case 11, 12 -> confirm();
                default -> disturb(random);
            }
            proofs += assertKnown(bob, acknowledged);
        }
        return proofs;
    }

    /// Lets each replica hear the newest of the other one: what follows is all that hints can prove.
    private void confirm() {
        here.exchange.check();
        here.publish();
        there.receive();
        there.publish();
        here.receive();
    }

    private void disturb(Random random) {
        switch (random.nextInt(5)) {
            case 0 -> here.hints.loseOne();
            case 1 -> there.hints.setBroken(random.nextBoolean());
            case 2 -> here.hints.setBroken(random.nextBoolean());
            case 3 -> store.setAway(random.nextInt(4) == 0);
            default -> {
                comparedAt = System.nanoTime();
                here.compare();
            }
        }
    }

    private long sent(Replica replica) {
        store.setAway(false);
        replica.rules.send(thread, ALICE, "text");
        return System.nanoTime();
    }

    private int assertKnown(ThreadFollower bob, List<Long> acknowledged) {
        long known = bob.comparedAt();
        long least = acknowledged.stream().filter(time -> time - known < 0).count();
        assertThat(bob.head()).as("the head that bob is told").isGreaterThanOrEqualTo(least);
        return acknowledged.stream().anyMatch(time -> time - known < 0 && time - comparedAt > 0) ? 1 : 0;
    }
}
