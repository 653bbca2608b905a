package dev.parley.message.receipt;

import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeadsContract;
import dev.parley.platform.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The promises of every engine about cursors.
public interface CursorStoreContract extends MessageLogContractStore {

    /// The cursors of the store.
    default CursorStore cursors() {
        return cursors(Clock.systemUTC());
    }

    /// The same by another clock.
    CursorStore cursors(Clock clock);

    /// The dirty heads of the store.
    DirtyHeads dirtyHeads();

    @Test
    default void cursorMovesForwardOnly() {
        ThreadId thread = threadOfFive();
        Cursor three = cursors().advance(thread, BOB, 3);
        assertThat(three.readSequence()).isEqualTo(3);
        assertThat(three.readOrdinal()).isEqualTo(3);

        assertThat(cursors().advance(thread, BOB, 2)).isEqualTo(three);
        assertThat(cursors().advance(thread, BOB, 3)).isEqualTo(three);
        assertThat(cursors().advance(thread, BOB, 5).readSequence()).isEqualTo(5);
    }

    @Test
    default void cursorTakesTheOrdinalOfItsSequence() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, "request-1");
        log.setFence(MessageLogContractStore.fence(thread, 2, ALICE, BOB, CAROL));
        sent(log, thread, "request-2");

        assertThat(cursors().advance(thread, BOB, 2).readOrdinal()).isEqualTo(1);
        assertThat(cursors().advance(thread, BOB, 3).readOrdinal()).isEqualTo(2);
    }

    @Test
    default void ownSendMovesTheOwnCursorAtOnce() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, BOB, "request-1");
        Frame own = sent(log, thread, ALICE, "request-2");
        sent(log, thread, BOB, "request-3");

        var alice = new Cursor(ALICE, 2, 2, own.createTime());
        assertThat(cursors().cursors(thread, List.of(ALICE), "", 10)).containsExactly(alice);
        assertThat(cursors().advance(thread, ALICE, 1)).isEqualTo(alice);
        assertThat(cursors().advance(thread, ALICE, 3).readSequence()).isEqualTo(3);
    }

    @Test
    default void cursorsAreTheSameBeforeAndAfterTheyAreFolded() {
        ContractLog log = open();
        ThreadId thread = threadOfFive();
        cursors().advance(thread, BOB, 2);
        sent(log, thread, BOB, "request-9");
        List<UserId> users = List.of(ALICE, BOB);
        List<Cursor> before = cursors().cursors(thread, users, "", 10);
        dirtyHeads().settle(DirtyHeadsContract.all(dirtyHeads()));

        assertThat(cursors().cursors(thread, users, "", 10)).isEqualTo(before).hasSize(2);
        sent(log, thread, ALICE, "request-10");
        assertThat(cursors().cursors(thread, users, "", 10))
                .extracting(Cursor::readSequence)
                .containsExactly(7L, 6L);
    }

    @Test
    default void cursorsAreListedByIdOfThoseAsked() {
        ThreadId thread = threadOfFive();
        cursors().advance(thread, CAROL, 4);
        cursors().advance(thread, BOB, 2);
        List<UserId> all = List.of(CAROL, BOB, ALICE, new UserId("usr_zoe"));

        assertThat(users(cursors().cursors(thread, all, "", 10))).containsExactly(ALICE, BOB, CAROL);
        assertThat(users(cursors().cursors(thread, all, "", 2))).containsExactly(ALICE, BOB);
        assertThat(users(cursors().cursors(thread, all, "usr_bob", 2))).containsExactly(CAROL);
        assertThat(users(cursors().cursors(thread, List.of(CAROL), "", 2))).containsExactly(CAROL);
        assertThat(cursors().cursors(thread, List.of(), "", 2)).isEmpty();
        assertThat(cursors().cursors(unknownThread(), all, "", 2)).isEmpty();
    }

    @Test
    default void racingAdvancesEndAtTheGreatest() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 40; send++) {
            sent(log, thread, "request-" + send);
        }
        var back = Collections.synchronizedList(new ArrayList<Cursor>());
        try (var callers = new Callers()) {
            for (long sequence = 1; sequence <= 40; sequence++) {
                long asked = sequence;
                callers.begin(() -> {
                    Cursor moved = cursors().advance(thread, BOB, asked);
                    if (moved.readSequence() < asked) {
                        back.add(moved);
                    }
                });
            }
            callers.awaitEnd();
        }
        assertThat(back).isEmpty();
        assertThat(cursors().cursors(thread, List.of(BOB), "", 1))
                .extracting(Cursor::readSequence)
                .containsExactly(40L);
    }

    @Test
    default void cursorBeyondTheHeadIsRefused() {
        ThreadId thread = threadOfFive();
        assertThat(problemOf(() -> cursors().advance(thread, BOB, 6))).isEqualTo(new SequenceBeyondHead(thread, 6, 5));
        ThreadId unknown = unknownThread();
        assertThat(problemOf(() -> cursors().advance(unknown, BOB, 1))).isEqualTo(new ThreadAccessDenied(unknown));
    }

    @Test
    default void newcomersHaveReadUpToTheJoin() {
        ContractLog log = open();
        ThreadId thread = threadOfFive();
        List<UserId> users = List.of(ALICE, BOB, CAROL);
        assertThat(users(cursors().cursors(thread, users, "", 10))).containsExactly(ALICE);
        log.setFence(MessageLogContractStore.fence(thread, 2, ALICE, CAROL));
        Cursor carol = cursors().cursors(thread, List.of(CAROL), "", 1).getFirst();
        assertThat(carol.readSequence()).isEqualTo(6);
        assertThat(carol.readOrdinal()).isEqualTo(5);

        sent(log, thread, "request-9");
        cursors().advance(thread, CAROL, 8);
        log.setFence(MessageLogContractStore.fence(thread, 3, ALICE));
        log.setFence(MessageLogContractStore.fence(thread, 4, ALICE, BOB, CAROL));
        assertThat(cursors().cursors(thread, List.of(BOB, CAROL), "", 2))
                .as("one who comes back has read up to the new join")
                .extracting(Cursor::readSequence)
                .containsExactly(10L, 10L);
    }

    @Test
    default void whoCameBackBetweenTwoFencesHasReadUpToTheNewJoin() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        log.setFence(MessageLogContractStore.joined(thread, 1, Map.of(ALICE, 1L, BOB, 1L)));
        sent(log, thread, "request-1");
        long before = cursors().advance(thread, BOB, 1).version();
        sent(log, thread, "request-2");
        log.setFence(MessageLogContractStore.joined(thread, 3, Map.of(ALICE, 1L, BOB, 3L)));
        Cursor bob = cursors().cursors(thread, List.of(BOB), "", 1).getFirst();
        assertThat(bob.readSequence()).isEqualTo(3);
        assertThat(bob.version()).isGreaterThan(before);
    }

    @Test
    default void whoJoinedBeforeTheFirstFenceThatCameHasReadUpToTheJoin() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        log.setFence(MessageLogContractStore.joined(thread, 2, Map.of(ALICE, 1L, BOB, 1L, CAROL, 2L)));
        assertThat(cursors().cursors(thread, List.of(ALICE, BOB, CAROL), "", 10))
                .extracting(Cursor::user, Cursor::readSequence)
                .containsExactly(tuple(CAROL, 1L));
    }

    @Test
    default void versionGrowsWithEachMove() {
        ContractLog log = open();
        ThreadId thread = threadOfFive();
        long before = cursors().advance(thread, BOB, 2).version();
        sent(log, thread, BOB, "request-6");
        long sent = cursors().cursors(thread, List.of(BOB), "", 1).getFirst().version();
        sent(log, thread, "request-7");
        assertThat(List.of(before, sent, cursors().advance(thread, BOB, 7).version()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    default void advancesOfOneMomentAreOne() {
        ThreadId thread = threadOfFive();
        cursors().advance(thread, BOB, 1);
        Cursor last = cursors().advance(thread, BOB, 4);
        List<UserId> users = List.of(ALICE, BOB, CAROL);
        assertThat(cursors().advancesOver(thread, users, 2))
                .extracting(CursorStore.Advance::user, CursorStore.Advance::sequence)
                .containsExactly(tuple(ALICE, 2L), tuple(BOB, 4L));
        assertThat(cursors().advancesOver(thread, List.of(BOB), 1))
                .containsExactly(new CursorStore.Advance(BOB, 4, last.readTime()));
        assertThat(cursors().advancesOver(thread, List.of(BOB), 5)).isEmpty();
    }

    @Test
    default void advancesApartInTimeAreTold() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ThreadId thread = threadOfFive();
        CursorStore store = cursors(clock);
        Cursor first = store.advance(thread, BOB, 2);
        clock.advance(Duration.ofSeconds(3));
        Cursor second = store.advance(thread, BOB, 3);
        clock.advance(Duration.ofSeconds(3));
        Cursor third = store.advance(thread, BOB, 5);
        assertThat(store.advancesOver(thread, List.of(BOB), 1))
                .as("the second extends the first, whose window the third is beyond")
                .containsExactly(new CursorStore.Advance(BOB, 3, second.readTime()));
        assertThat(store.advancesOver(thread, List.of(BOB), 4))
                .containsExactly(new CursorStore.Advance(BOB, 5, third.readTime()));
        assertThat(first.readTime()).isBefore(second.readTime());
    }

    @Test
    default void movesOfOtherInstancesAreSeenByTheirNumber() {
        ContractLog log = open();
        ThreadId thread = threadOfFive();
        ThreadId still = threadOfFive();
        assertThat(cursors().movedAfter(Map.of(thread, 0L, still, 0L))).isEmpty();
        cursors().advance(thread, BOB, 2);
        long moves = log.positions(List.of(thread)).get(thread).cursorMoves();
        Cursor carol = cursors().advance(thread, CAROL, 3);
        Cursor bob = cursors().advance(thread, BOB, 4);

        assertThat(log.positions(List.of(thread)).get(thread).cursorMoves()).isGreaterThan(moves);
        assertThat(cursors().movedAfter(Map.of(thread, moves, still, 0L)))
                .containsOnlyKeys(thread)
                .hasEntrySatisfying(thread, moved -> assertThat(moved).containsExactlyInAnyOrder(bob, carol));
    }

    private ThreadId threadOfFive() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 5; send++) {
            sent(log, thread, "request-" + send);
        }
        return thread;
    }

    private static List<UserId> users(List<Cursor> cursors) {
        return cursors.stream().map(Cursor::user).toList();
    }
}
