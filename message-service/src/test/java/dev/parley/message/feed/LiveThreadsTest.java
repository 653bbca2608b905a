package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.ReaderPage.Hidden;
import dev.parley.message.feed.ReaderPage.Part;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.HiddenPairs.Pair;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Followers of a thread. One replica is notified of its writes, and the other is not.
final class LiveThreadsTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");
    private static final Runnable NOBODY = () -> {};

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica here = new MemoryReplica(store);
    private final MemoryReplica there = new MemoryReplica(store);
    private final LiveThreads live = new LiveThreads(here.log(), here.fences(), here.cursors(), HintState.NONE);
    private final Comparison comparison = new Comparison(live, here.fences(), Duration.ZERO);
    private final ThreadId thread = here.thread(ALICE, BOB, CAROL);

    private void listen() {
        here.notifier().add(live);
    }

    private void compare() {
        try {
            comparison.run();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private ThreadFollower follow(UserId user, long after) {
        return live.follow(thread, user, new Start.After(after), NOBODY);
    }

    private static List<Long> positions(ReaderPage page) {
        return page.parts().stream().map(Part::position).toList();
    }

    /// Whatever hints are lost, duplicated or reordered, a reader that reads on from its position sees each
    /// position once, in order, and is at the head after a comparison.
    @Test
    void readerSeesEveryPositionOnceWhateverHappensToHints() {
        Seeds.forEach(200, random -> new LiveThreadsTest().readerSeesEveryPositionOnce(random));
    }

    private void readerSeesEveryPositionOnce(Random random) {
        var hints = new ArrayList<List<Frame>>();
        there.notifier().add(new ThreadListener() {
            @Override
            public void appended(ThreadId id, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                hints.add(frames);
            }
        });
        send(random.nextInt(3));
        ThreadFollower follower = follow(BOB, random.nextInt(hints.size() + 1));
        var seen = new ArrayList<Long>();
        for (int step = 0; step < 40; step++) {
            step(random, hints, follower, seen);
        }
        compare();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    while (read(follower, seen, 128)) {
                        assertThat(seen).hasSizeLessThanOrEqualTo(hints.size());
                    }
                    return follower.start() + seen.size() == hints.size();
                });
        assertThat(seen)
                .isEqualTo(LongStream.rangeClosed(follower.start() + 1, hints.size())
                        .boxed()
                        .toList());
        follower.close();
    }

    private void step(Random random, List<List<Frame>> hints, ThreadFollower follower, List<Long> seen) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                int from = hints.size();
                send(1 + random.nextInt(4));
                hints.subList(from, hints.size()).forEach(hint -> live.appended(thread, hint, List.of(), List.of()));
            }
            case 2 -> send(1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 5));
            case 3 -> compare();
            case 4 -> {
                if (!hints.isEmpty()) {
                    live.appended(thread, hints.get(random.nextInt(hints.size())), List.of(), List.of());
                }
            }
            default -> read(follower, seen, 1 + random.nextInt(100));
        }
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            there.send(thread, ALICE, "text");
        }
    }

    private static boolean read(ThreadFollower follower, List<Long> seen, int limit) {
        long after = seen.isEmpty() ? follower.start() : seen.getLast();
        List<Long> found = positions(follower.read(after, limit));
        seen.addAll(found);
        return !found.isEmpty();
    }

    @Test
    void hintWakesOnlyTheWatchersOfTheThread() {
        listen();
        var wakes = new ArrayList<String>();
        ThreadFollower follower = live.follow(thread, BOB, new Start.Now(), () -> wakes.add("woken"));
        here.send(here.thread(ALICE, BOB), ALICE, "elsewhere");
        assertThat(wakes).isEmpty();
        here.send(thread, ALICE, "here");
        assertThat(wakes).hasSize(1);
        follower.close();
        assertThat(live.count()).isZero();
    }

    @Test
    void framesOfAnotherReplicaAreFoundByAComparisonAndReadOnceForAllFeeds() {
        ThreadFollower alice = follow(ALICE, 0);
        ThreadFollower bob = follow(BOB, 0);
        there.send(thread, CAROL, "elsewhere");
        assertThat(positions(alice.read(0, 10))).isEmpty();
        compare();
        assertThat(alice.read(0, 10).stored()).as("from storage").isFalse();
        Part seen = alice.read(0, 10).parts().getFirst();
        assertThat(bob.read(0, 10).parts().getFirst()).as("the shared object").isSameAs(seen);
    }

    @Test
    void gapIsFilledAtTheNextHint() {
        listen();
        ThreadFollower follower = follow(BOB, 0);
        there.send(thread, CAROL, "without a notification");
        here.send(thread, CAROL, "heard");
        Awaitility.await().until(() -> positions(follower.read(0, 10)).equals(List.of(1L, 2L)));
        assertThat(follower.read(0, 10).stored()).isFalse();
    }

    @Test
    void startIsNowASequenceOrBeforeTheNewestMessages() {
        for (int i = 0; i < 5; i++) {
            here.send(thread, ALICE, "text");
        }
        here.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB));
        assertThat(live.follow(thread, BOB, new Start.Now(), NOBODY).start()).isEqualTo(6);
        assertThat(live.follow(thread, BOB, new Start.After(2), NOBODY).start()).isEqualTo(2);
        assertThat(live.follow(thread, BOB, new Start.Last(2), NOBODY).start()).isEqualTo(4);
        assertThat(live.follow(thread, BOB, new Start.Last(200), NOBODY).start())
                .isZero();
        assertThatThrownBy(() -> live.follow(thread, BOB, new Start.After(7), NOBODY))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new SequenceBeyondHead(thread, 7, 6)));
    }

    @Test
    void hiddenFramesAreOneRangeFromMemoryAndFromStorage() {
        listen();
        ThreadFollower early = follow(ALICE, 0);
        here.send(thread, BOB, "before");
        here.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB, CAROL)
                .with(2, HiddenPairs.of(List.of(new Pair(ALICE, BOB)))));
        here.send(thread, BOB, "hidden");
        here.send(thread, BOB, "hidden");
        here.send(thread, CAROL, "shown");
        for (ThreadFollower follower : List.of(early, freshly(ALICE))) {
            List<? extends Part> parts = follower.read(0, 10).parts();
            assertThat(positions(follower.read(0, 10))).containsExactly(1L, 2L, 4L);
            assertThat(parts.get(1)).isEqualTo(new Hidden(2, 3));
        }
        assertThat(positions(freshly(BOB).read(0, 10))).containsExactly(1L, 2L, 3L, 4L);
    }

    /// Returns a follower on a replica that holds nothing in memory.
    private ThreadFollower freshly(UserId user) {
        var other = new MemoryReplica(store);
        return new LiveThreads(other.log(), other.fences(), other.cursors(), HintState.NONE)
                .follow(thread, user, new Start.After(0), NOBODY);
    }

    @Test
    void historyBeginsWhereTheFenceSays() {
        for (int i = 0; i < 5; i++) {
            here.send(thread, ALICE, "text");
        }
        here.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB, CAROL).with(2, BOB, Member.PLAIN.withHistoryFrom(4)));
        ThreadFollower bob = follow(BOB, 0);
        assertThat(bob.read(0, 10).parts()).isEqualTo(List.of(new Hidden(1, 3)));
        assertThat(positions(bob.read(3, 10))).containsExactly(4L, 5L);
    }

    @Test
    void removalEndsAccessByNotificationAndByComparison() {
        listen();
        ThreadFollower bob = follow(BOB, 0);
        ThreadFollower carol = follow(CAROL, 0);
        here.fence(Fence.of(thread, 2, Status.OPEN, ALICE, CAROL));
        assertDenied(bob);
        there.fence(Fence.of(thread, 3, Status.OPEN, ALICE));
        carol.check();
        compare();
        assertDenied(carol);
    }

    private void assertDenied(ThreadFollower follower) {
        assertThatThrownBy(follower::check)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new ThreadAccessDenied(thread)));
    }

    @Test
    void cursorsAreSentAtTheStartThenAsTheyMoveAndFromTheOtherReplicaByComparison() {
        listen();
        here.send(thread, ALICE, "one");
        here.send(thread, ALICE, "two");
        ThreadFollower bob = follow(BOB, 2);
        assertThat(users(bob.cursors())).containsExactly(ALICE);
        assertThat(bob.cursors()).isEmpty();
        Cursor moved = here.cursors().advance(thread, CAROL, 1);
        here.notifier().moved(thread, moved);
        assertThat(bob.cursors()).containsExactly(moved);
        Cursor elsewhere = there.cursors().advance(thread, CAROL, 2);
        assertThat(bob.cursors()).isEmpty();
        Awaitility.await().until(() -> {
            compare();
            return bob.cursors().equals(List.of(elsewhere));
        });
    }

    @Test
    void movesBackAndDeliveriesAreShownAndOlderMovesAreNot() {
        listen();
        here.send(thread, ALICE, "one");
        here.send(thread, ALICE, "two");
        ThreadFollower bob = follow(BOB, 2);
        Cursor read = here.cursors().advance(thread, CAROL, 2);
        here.notifier().moved(thread, read);
        assertThat(bob.cursors()).contains(read);
        Cursor back = there.cursors().moveBack(thread, CAROL, 1);
        here.notifier().moved(thread, back);
        here.notifier().moved(thread, read);
        assertThat(bob.cursors()).containsExactly(back);

        here.send(thread, ALICE, "three");
        Cursor delivered = there.cursors().deliver(thread, CAROL, 3);
        here.notifier().moved(thread, delivered);
        here.notifier().moved(thread, back);
        assertThat(bob.cursors()).containsExactly(delivered);
        assertThat(delivered.readSequence()).isEqualTo(1);
    }

    @Test
    void closedContactHidesTheOtherUsersCursorUntilItIsOpenAgain() {
        listen();
        ThreadId two = here.thread(ALICE, BOB);
        Fence open = Fence.of(two, 1, Status.OPEN, ALICE, BOB);
        here.send(two, ALICE, "one");
        here.send(two, BOB, "two");
        ThreadFollower bob = live.follow(two, BOB, new Start.After(2), NOBODY);
        assertThat(users(bob.cursors())).containsExactly(ALICE, BOB);
        here.fence(open.with(2, BOB, Member.PLAIN.withContactClosed(true)));
        assertThat(users(bob.cursors())).doesNotContain(ALICE);
        here.notifier().moved(two, here.cursors().advance(two, ALICE, 2));
        assertThat(bob.cursors()).isEmpty();
        here.fence(open.with(3, BOB, Member.PLAIN));
        assertThat(users(bob.cursors())).containsExactly(ALICE, BOB);
    }

    private static List<UserId> users(List<Cursor> cursors) {
        return cursors.stream().map(Cursor::user).toList();
    }

    @Test
    void comparisonIsRecentOnlyWhileTheStoreResponds() {
        ThreadFollower bob = follow(BOB, 0);
        long begun = bob.comparedAt();
        compare();
        long compared = bob.comparedAt();
        assertThat(compared - begun).isPositive();
        store.setAway(true);
        assertThatThrownBy(this::compare).isInstanceOf(ProblemException.class);
        assertThat(bob.comparedAt()).isEqualTo(compared);
    }

    @Test
    void recentFramesOfAllThreadsShareOneBudget() {
        var budget = new FrameBudget(10_000);
        var bounded = new LiveThreads(here.log(), here.fences(), here.cursors(), HintState.NONE, budget);
        here.notifier().add(bounded);
        var followers = new ArrayList<ThreadFollower>();
        for (int i = 0; i < 5; i++) {
            ThreadId one = here.thread(ALICE, BOB);
            followers.add(bounded.follow(one, BOB, new Start.Now(), NOBODY));
            for (int send = 0; send < 20; send++) {
                here.send(one, ALICE, "x".repeat(100));
            }
        }
        bounded.trim();
        assertThat(budget.used()).isLessThanOrEqualTo(10_000);
        assertThat(positions(followers.getFirst().read(0, 30))).hasSize(20);
        followers.forEach(ThreadFollower::close);
        assertThat(budget.used()).isZero();
    }

    private Fence hidingAliceFromBob(long version) {
        return Fence.of(thread, version, Status.OPEN, ALICE, BOB, CAROL)
                .with(version, HiddenPairs.of(List.of(new Pair(BOB, ALICE))));
    }

    private long startOf(UserId user, int last) {
        ThreadFollower follower = live.follow(thread, user, new Start.Last(last), NOBODY);
        follower.close();
        return follower.start();
    }

    @Test
    void newestMessagesAreThoseThatTheReaderSees() {
        for (int i = 0; i < 5; i++) {
            there.send(thread, CAROL, "seen");
        }
        there.fence(hidingAliceFromBob(2));
        send(300);
        assertThat(startOf(BOB, 2)).isEqualTo(3);
        assertThat(startOf(BOB, 20)).as("everything there is").isZero();
        assertThat(startOf(CAROL, 2)).isEqualTo(303);

        there.fence(hidingAliceFromBob(3).with(3, BOB, Member.PLAIN.withHistoryFrom(3)));
        assertThat(startOf(BOB, 20)).as("where the history begins").isEqualTo(2);
    }

    @Test
    void lookBackForVisibleMessagesIsBounded() {
        there.send(thread, CAROL, "too old");
        there.fence(hidingAliceFromBob(2));
        send(999);
        assertThat(startOf(BOB, 1)).isZero();
        send(1);
        assertThat(startOf(BOB, 1)).as("the head").isEqualTo(1001);
    }
}
