package dev.parley.message.receipt;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Member;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.memory.MemoryCursorStore;
import dev.parley.message.memory.MemoryDirtyHeads;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorStore.Advance;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeadsContract;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.Seeds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The promises of every engine about cursors that move back, begin a new epoch, or only record deliveries.
public interface CursorMovesContract extends MessageLogContractStore {

    /// Returns the cursors of the store.
    default CursorStore cursors() {
        return cursors(Clock.systemUTC());
    }

    /// Returns the cursors of the store with another clock.
    CursorStore cursors(Clock clock);

    /// Returns the dirty heads of the store.
    DirtyHeads dirtyHeads();

    /// A newer fence decides. Nothing of the thread is told, not even whether the sequence exists.
    @Test
    default void moveAdmittedByAnOlderFenceIsNotMade() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        log.setFence(fence(thread, 2, ALICE, BOB));
        CursorStore store = cursors();
        List<Cursor> before = store.cursors(thread, List.of(BOB), "", 1);
        for (CursorMove move : CursorMove.values()) {
            for (long sequence : new long[] {1, 1_000}) {
                assertThat(store.move(move, thread, BOB, sequence, 1))
                        .failsWithin(Duration.ofSeconds(30))
                        .withThrowableOfType(ExecutionException.class)
                        .havingCause()
                        .satisfies(failure ->
                                assertThat(((FenceOutdated) failure).version()).isEqualTo(2));
            }
        }
        assertThat(store.cursors(thread, List.of(BOB), "", 1)).isEqualTo(before);
        assertThat(store.move(CursorMove.READ, thread, BOB, 1, 2)).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    default void moveBackOutdatesEarlierSends() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, BOB, "request-1");
        sent(log, thread, ALICE, "request-2");
        sent(log, thread, BOB, "request-3");

        Cursor back = cursors().moveBack(thread, ALICE, 1);
        assertThat(back.readSequence()).isEqualTo(1);
        assertThat(back.readOrdinal()).isEqualTo(1);
        assertThat(back.deliveredSequence()).isEqualTo(2);
        assertThat(cursor(thread, ALICE)).isEqualTo(back);
        assertThat(offered(thread)).as("the send is folded now").contains(back);
        assertThat(cursor(thread, ALICE)).isEqualTo(back);

        sent(log, thread, ALICE, "request-4");
        assertThat(cursor(thread, ALICE).readSequence()).isEqualTo(4);
        assertThat(cursor(thread, ALICE).version()).isGreaterThan(back.version());
        assertThat(offered(thread)).contains(cursor(thread, ALICE));
    }

    @Test
    default void foldedSendsAreOutdatedToo() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, BOB, "request-1");
        sent(log, thread, ALICE, "request-2");
        Cursor sent = cursor(thread, ALICE);
        assertThat(offered(thread)).contains(sent);

        Cursor back = cursors().moveBack(thread, ALICE, 0);
        assertThat(back.readSequence()).isZero();
        assertThat(back.readOrdinal()).isZero();
        assertThat(back.version()).isGreaterThan(sent.version());
        assertThat(offered(thread)).contains(back).doesNotContain(sent);
        assertThat(cursors().advance(thread, ALICE, 1).version()).isGreaterThan(back.version());
    }

    @Test
    default void cursorThatIsNotBeyondTheSequenceStays() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        Cursor one = cursors().advance(thread, BOB, 1);
        assertThat(cursors().moveBack(thread, BOB, 1)).isEqualTo(one);
        assertThat(cursors().moveBack(thread, BOB, 2)).isEqualTo(one);
        assertThat(cursors().moveBack(thread, CAROL, 0).version()).isZero();
        assertThat(cursors().cursors(thread, List.of(BOB, CAROL), "", 2)).containsExactly(one);
    }

    @Test
    default void whatWasReadBeforeAMoveBackRemainsRead() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ContractLog log = open(clock, new SilentListener());
        ThreadId thread = newThread(log);
        for (int send = 0; send < 6; send++) {
            sent(log, thread, "request-" + send);
        }
        CursorStore store = cursors(clock);
        Cursor first = store.advance(thread, BOB, 4);
        clock.advance(Duration.ofSeconds(60));
        store.moveBack(thread, BOB, 1);
        clock.advance(Duration.ofSeconds(60));
        store.advance(thread, BOB, 2);
        clock.advance(Duration.ofSeconds(60));
        Cursor last = store.advance(thread, BOB, 6);
        for (long sequence = 1; sequence <= 4; sequence++) {
            assertThat(store.advancesOver(thread, List.of(BOB), sequence))
                    .containsExactly(new Advance(BOB, 4, first.readTime()));
        }
        assertThat(store.advancesOver(thread, List.of(BOB), 5)).containsExactly(new Advance(BOB, 6, last.readTime()));
    }

    @Test
    default void whatASendHadReadIsTheSameAfterItIsFolded() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ContractLog log = open(clock, new SilentListener());
        CursorStore store = cursors(clock);
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        Cursor first = store.advance(thread, BOB, 1);
        clock.advance(Duration.ofMinutes(1));
        Frame reply = sent(log, thread, BOB, "request-3");
        sent(log, thread, ALICE, "request-4");
        clock.advance(Duration.ofMinutes(1));
        Cursor last = store.advance(thread, BOB, 4);
        List<Advance> advances = List.of(
                new Advance(BOB, 1, first.readTime()),
                new Advance(BOB, 3, reply.createTime()),
                new Advance(BOB, 3, reply.createTime()),
                new Advance(BOB, 4, last.readTime()));
        assertThat(advances(store, thread, BOB, 4)).isEqualTo(advances);
        offered(thread);
        assertThat(advances(store, thread, BOB, 4)).isEqualTo(advances);
    }

    @Test
    default void whatASendHadReadBeforeAReturnIsTheSameAfterItIsFolded() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        Frame reply = sent(log, thread, BOB, "request-2");
        log.setFence(fence(thread, 2, ALICE));
        log.setFence(fence(thread, 3, ALICE).with(3, BOB, joined(5)));
        var sent = new Advance(BOB, 2, reply.createTime());
        assertThat(advances(cursors(), thread, BOB, 4)).containsExactly(sent, sent);
        offered(thread);
        assertThat(advances(cursors(), thread, BOB, 4)).containsExactly(sent, sent);
    }

    @Test
    default void deliveryKeepsTheReadPositionAndIsNotReportedToTheInbox() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 4; send++) {
            sent(log, thread, "request-" + send);
        }
        settleAll();
        long moves = log.states(List.of(thread)).get(thread).cursorMoves();
        Cursor delivered = cursors().deliver(thread, BOB, 3);
        assertThat(delivered).isEqualTo(new Cursor(BOB, 0, 0, Instant.EPOCH, Epoch.FIRST, 3));
        assertThat(dirty(thread)).isEmpty();
        assertThat(cursors().movedAfter(Map.of(thread, moves)).get(thread)).containsExactly(delivered);
        assertThat(cursors().deliver(thread, BOB, 2)).isEqualTo(delivered);
        assertThat(cursor(thread, BOB)).isEqualTo(delivered);
        assertThat(cursors().advancesOver(thread, List.of(BOB), 1)).isEmpty();

        Cursor read = cursors().advance(thread, BOB, 1);
        assertThat(read.deliveredSequence()).isEqualTo(3);
        assertThat(offered(thread)).containsExactly(read);
        assertThat(cursors().deliver(thread, BOB, 4).version()).isEqualTo(read.version());
    }

    @Test
    default void deliveryDuringASettlementLeavesNoMark() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, "request-1");
        DirtyHead head = dirty(thread).orElseThrow();
        cursors().deliver(thread, BOB, 1);
        dirtyHeads().settle(List.of(head));
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void joinBeginsAnEpochThatNamesTheJoin() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, BOB, "request-1");
        Cursor before = cursor(thread, BOB);
        log.setFence(fence(thread, 2, ALICE));
        log.setFence(fence(thread, 3, ALICE).with(3, BOB, joined(5)));
        Cursor after = cursor(thread, BOB);
        assertThat(after.epoch()).isEqualTo(new Epoch(1, 5, 3));
        assertThat(after.readSequence()).isEqualTo(3);
        assertThat(after.version()).isGreaterThan(before.version());
        assertThat(offered(thread)).contains(after);
        assertThat(cursors().moveBack(thread, BOB, 2).epoch()).isEqualTo(new Epoch(2, 5, 3));
        sent(log, thread, BOB, "request-2");
        assertThat(cursor(thread, BOB).epoch()).isEqualTo(new Epoch(2, 5, 3));
    }

    @Test
    default void onlyWhatAUserHadReadBeforeAReturnIsKnownToBeRead() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ContractLog log = open(clock, new SilentListener());
        CursorStore store = cursors(clock);
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        Cursor before = store.advance(thread, BOB, 2);
        log.setFence(fence(thread, 2, ALICE));
        clock.advance(Duration.ofHours(1));
        sent(log, thread, ALICE, "request-3");
        log.setFence(fence(thread, 3, ALICE).with(3, BOB, joined(5)));
        sent(log, thread, ALICE, "request-4");
        clock.advance(Duration.ofHours(1));
        Cursor after = store.advance(thread, BOB, 6);

        var known = new Advance(BOB, 2, before.readTime());
        assertThat(store.advancesOver(thread, List.of(BOB), 1)).containsExactly(known);
        assertThat(store.advancesOver(thread, List.of(BOB), 2)).containsExactly(known);
        assertThat(store.advancesOver(thread, List.of(BOB), 4)).as("while away").isEmpty();
        assertThat(store.advancesOver(thread, List.of(BOB), 6)).containsExactly(new Advance(BOB, 6, after.readTime()));
    }

    @Test
    default void returnBetweenTwoFencesCountsAsAJoin() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        log.setFence(fence(thread, 1, ALICE).with(1, BOB, joined(1)));
        sent(log, thread, ALICE, "request-1");
        log.setFence(fence(thread, 3, ALICE).with(3, BOB, joined(3)));
        Frame notice = MessageLogContractStore.history(log, thread).getLast();
        assertThat(notice.content()).isEqualTo(new Frame.Joined(List.of(BOB), Optional.of(Actor.of(ALICE))));
        Cursor bob = cursor(thread, BOB);
        assertThat(bob.readSequence()).isEqualTo(notice.sequence());
        assertThat(bob.epoch().joinVersion()).isEqualTo(3);

        log.setFence(fence(thread, 4, ALICE).with(4, BOB, joined(3).withContactClosed(true)));
        assertThat(MessageLogContractStore.history(log, thread)).hasSize(2);
    }

    @Test
    default void joinBeforeTheFirstFenceCreatesACursorToo() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        Fence first = fence(thread, 2, ALICE).with(2, BOB, joined(2));
        log.setFence(first);
        assertThat(MessageLogContractStore.history(log, thread)).isEmpty();
        log.append(MessageLogContractStore.post(first, ALICE, "request-1", Optional.empty()))
                .join();
        assertThat(offered(thread))
                .filteredOn(cursor -> cursor.user().equals(BOB))
                .extracting(Cursor::readSequence, cursor -> cursor.epoch().joinVersion())
                .containsExactly(tuple(0L, 2L));
    }

    @Test
    default void racingMovesEndAtTheNewestVersion() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 9; send++) {
            sent(log, thread, "request-" + send);
        }
        for (int round = 0; round < 60; round++) {
            var returned = Collections.synchronizedList(new ArrayList<Cursor>());
            returned.add(cursors().advance(thread, BOB, 5));
            try (var callers = new Callers()) {
                callers.begin(() -> returned.add(cursors().moveBack(thread, BOB, 2)));
                callers.begin(() -> returned.add(cursors().advance(thread, BOB, 9)));
                callers.begin(() -> returned.add(cursors().moveBack(thread, BOB, 3)));
                callers.awaitEnd();
            }
            assertThat(returned.stream().reduce(Cursor::merge)).contains(cursor(thread, BOB));
        }
    }

    @Test
    default void anyHistoryShowsAndReportsTheSameCursorsWheneverItIsFolded() {
        ContractLog log = open();
        Seeds.forEach(10, random -> {
            var history = new CursorHistory(log, cursors(), dirtyHeads(), random);
            for (int step = 0; step < 40; step++) {
                history.step();
                history.assertShown();
            }
            history.assertReported();
        });
    }

    @Test
    default void anyHistoryHasTheResultsOfTheRules() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ContractLog log = open(clock, new SilentListener());
        var engine = new CursorComparison.Engine(log, cursors(clock), dirtyHeads());
        Seeds.forEach(40, random -> {
            var store = new MemoryStore();
            var memory = new MemoryMessageLog(store, clock, new SilentListener());
            var rules = new CursorComparison.Engine(
                    new ContractLog(memory, memory), new MemoryCursorStore(store, clock), new MemoryDirtyHeads(store));
            var comparison = new CursorComparison(engine, rules, clock, random);
            for (int step = 0; step < 40; step++) {
                comparison.step();
            }
            comparison.end();
        });
    }

    /// Returns the advances that cover each of the first sequences.
    private static List<Advance> advances(CursorStore store, ThreadId thread, UserId user, long last) {
        return LongStream.rangeClosed(1, last)
                .mapToObj(sequence -> store.advancesOver(thread, List.of(user), sequence))
                .flatMap(List::stream)
                .toList();
    }

    private static Member joined(long version) {
        return Member.PLAIN.withJoin(new Member.Join(version, Optional.of(Actor.of(ALICE))));
    }

    private Cursor cursor(ThreadId thread, UserId user) {
        return cursors().cursors(thread, List.of(user), "", 1).getFirst();
    }

    private Optional<DirtyHead> dirty(ThreadId thread) {
        return DirtyHeadsContract.all(dirtyHeads()).stream()
                .filter(head -> head.thread().equals(thread))
                .findFirst();
    }

    private void settleAll() {
        dirtyHeads().settle(DirtyHeadsContract.all(dirtyHeads()));
    }

    /// Folds, and settles what is reported of a thread.
    private List<Cursor> offered(ThreadId thread) {
        DirtyHead head = dirty(thread).orElseThrow();
        dirtyHeads().settle(List.of(head));
        return head.cursors();
    }
}
