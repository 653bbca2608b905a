package dev.parley.message.receipt;

import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Callers;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.relay.DirtyHeads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every engine of the log promises of cursors.
public interface CursorLogContract extends MessageLogContractStore {

    /// The cursors of the store.
    CursorLog cursorLog();

    /// The dirty heads of the store.
    DirtyHeads dirtyHeads();

    @Test
    default void cursorMovesForwardOnly() {
        ThreadId thread = threadOfFive();
        Cursor three = cursorLog().advance(thread, BOB, 3);
        assertThat(three.readSequence()).isEqualTo(3);
        assertThat(three.readOrdinal()).isEqualTo(3);

        assertThat(cursorLog().advance(thread, BOB, 2)).isEqualTo(three);
        assertThat(cursorLog().advance(thread, BOB, 3)).isEqualTo(three);
        assertThat(cursorLog().advance(thread, BOB, 5).readSequence()).isEqualTo(5);
    }

    @Test
    default void cursorTakesTheOrdinalOfItsSequence() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, "request-1");
        log.setFence(MessageLogContractStore.fence(thread, 2, ALICE, BOB, CAROL));
        sent(log, thread, "request-2");

        assertThat(cursorLog().advance(thread, BOB, 2).readOrdinal()).isEqualTo(1);
        assertThat(cursorLog().advance(thread, BOB, 3).readOrdinal()).isEqualTo(2);
    }

    @Test
    default void ownSendMovesTheOwnCursorAtOnce() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, BOB, "request-1");
        Frame own = sent(log, thread, ALICE, "request-2");
        sent(log, thread, BOB, "request-3");

        var alice = new Cursor(ALICE, 2, 2, own.createTime());
        assertThat(cursorLog().cursors(thread, List.of(ALICE), "", 10)).containsExactly(alice);
        assertThat(cursorLog().advance(thread, ALICE, 1)).isEqualTo(alice);
        assertThat(cursorLog().advance(thread, ALICE, 3).readSequence()).isEqualTo(3);
    }

    @Test
    default void cursorsAreTheSameBeforeAndAfterTheTelling() {
        MessageLog log = open();
        ThreadId thread = threadOfFive();
        cursorLog().advance(thread, BOB, 2);
        sent(log, thread, BOB, "request-9");
        List<UserId> users = List.of(ALICE, BOB);
        List<Cursor> before = cursorLog().cursors(thread, users, "", 10);
        dirtyHeads().told(dirtyHeads().dirty(10_000));

        assertThat(cursorLog().cursors(thread, users, "", 10)).isEqualTo(before).hasSize(2);
        sent(log, thread, ALICE, "request-10");
        assertThat(cursorLog().cursors(thread, users, "", 10))
                .extracting(Cursor::readSequence)
                .containsExactly(7L, 6L);
    }

    @Test
    default void cursorsAreListedByIdOfThoseAsked() {
        ThreadId thread = threadOfFive();
        cursorLog().advance(thread, CAROL, 4);
        cursorLog().advance(thread, BOB, 2);
        List<UserId> all = List.of(CAROL, BOB, ALICE, new UserId("usr_zoe"));

        assertThat(users(cursorLog().cursors(thread, all, "", 10))).containsExactly(ALICE, BOB, CAROL);
        assertThat(users(cursorLog().cursors(thread, all, "", 2))).containsExactly(ALICE, BOB);
        assertThat(users(cursorLog().cursors(thread, all, "usr_bob", 2))).containsExactly(CAROL);
        assertThat(users(cursorLog().cursors(thread, List.of(CAROL), "", 2))).containsExactly(CAROL);
        assertThat(cursorLog().cursors(thread, List.of(), "", 2)).isEmpty();
        assertThat(cursorLog().cursors(unknownThread(), all, "", 2)).isEmpty();
    }

    @Test
    default void racingAdvancesEndAtTheGreatest() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 40; send++) {
            sent(log, thread, "request-" + send);
        }
        var back = Collections.synchronizedList(new ArrayList<Cursor>());
        try (var callers = new Callers()) {
            for (long sequence = 1; sequence <= 40; sequence++) {
                long asked = sequence;
                callers.begin(() -> {
                    Cursor moved = cursorLog().advance(thread, BOB, asked);
                    if (moved.readSequence() < asked) {
                        back.add(moved);
                    }
                });
            }
            callers.awaitEnd();
        }
        assertThat(back).isEmpty();
        assertThat(cursorLog().cursors(thread, List.of(BOB), "", 1))
                .extracting(Cursor::readSequence)
                .containsExactly(40L);
    }

    @Test
    default void cursorBeyondTheHeadIsRefused() {
        ThreadId thread = threadOfFive();
        assertThat(problemOf(() -> cursorLog().advance(thread, BOB, 6)))
                .isEqualTo(new SequenceBeyondHead(thread, 6, 5));
        ThreadId unknown = unknownThread();
        assertThat(problemOf(() -> cursorLog().advance(unknown, BOB, 1))).isEqualTo(new ThreadAccessDenied(unknown));
    }

    private ThreadId threadOfFive() {
        MessageLog log = open();
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
