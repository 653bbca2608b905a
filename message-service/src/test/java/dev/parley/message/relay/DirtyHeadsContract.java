package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Callers;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorLog;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Newest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every engine of the log promises of dirty heads.
public interface DirtyHeadsContract extends MessageLogContractStore {

    /// The cursors of the store.
    CursorLog cursorLog();

    /// The dirty heads of the store.
    DirtyHeads dirtyHeads();

    @Test
    default void threadIsMarkedFromItsFirstFrameUntilItIsTold() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        assertThat(dirty(thread)).isEmpty();

        sent(log, thread, ALICE, "request-1");
        Frame bob = sent(log, thread, BOB, "request-2");
        Frame alice = sent(log, thread, ALICE, "request-3");

        DirtyHead head = dirty(thread).orElseThrow();
        assertThat(head.head()).isEqualTo(new Head(3, 3));
        assertThat(head.newest()).contains(new Newest(alice.messageId(), alice.createTime()));
        assertThat(head.cursors())
                .containsExactlyInAnyOrder(
                        new Cursor(ALICE, 3, 3, alice.createTime()), new Cursor(BOB, 2, 2, bob.createTime()));
        assertThat(dirty(thread)).contains(head);
        tell(head);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void onlyWhatCameSinceIsTold() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        tell(dirty(thread).orElseThrow());
        Frame bob = sent(log, thread, BOB, "request-2");

        assertThat(dirty(thread).orElseThrow().cursors()).containsExactly(new Cursor(BOB, 2, 2, bob.createTime()));
    }

    @Test
    default void sendBetweenDirtyAndToldStaysMarked() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        DirtyHead before = dirty(thread).orElseThrow();
        Frame between = sent(log, thread, BOB, "request-2");
        tell(before);

        DirtyHead after = dirty(thread).orElseThrow();
        assertThat(after.head()).isEqualTo(new Head(2, 2));
        assertThat(after.cursors()).containsExactly(new Cursor(BOB, 2, 2, between.createTime()));
        tell(before);
        assertThat(dirty(thread)).contains(after);
        tell(after);
        tell(before);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void cursorThatMovedIsTold() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        tell(dirty(thread).orElseThrow());

        Cursor one = cursorLog().advance(thread, BOB, 1);
        DirtyHead before = dirty(thread).orElseThrow();
        assertThat(before.cursors()).containsExactly(one);
        Cursor two = cursorLog().advance(thread, BOB, 2);
        tell(before);
        DirtyHead after = dirty(thread).orElseThrow();
        assertThat(after.cursors()).containsExactly(two);
        tell(after);
        assertThat(dirty(thread)).isEmpty();
        cursorLog().advance(thread, BOB, 2);
        assertThat(dirty(thread)).isEmpty();
        assertThat(cursorLog().cursors(thread, List.of(BOB), "", 1)).containsExactly(two);
    }

    @Test
    default void noticesMoveTheHeadAndAreNoNewestMessage() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        assertThat(dirty(thread)).contains(new DirtyHead(thread, new Head(1, 0), Optional.empty(), List.of()));

        Frame message = sent(log, thread, ALICE, "request-1");
        log.setFence(fence(thread, 3, ALICE));
        DirtyHead head = dirty(thread).orElseThrow();
        assertThat(head.head()).isEqualTo(new Head(3, 1));
        assertThat(head.newest()).contains(new Newest(message.messageId(), message.createTime()));
    }

    @Test
    default void parkedThreadWaitsUntilItMoves() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        cursorLog().advance(thread, BOB, 1);
        DirtyHead first = dirty(thread).orElseThrow();
        dirtyHeads().park(first, "the inbox refuses it");
        assertThat(dirty(thread)).isEmpty();

        sent(log, thread, ALICE, "request-2");
        DirtyHead second = dirty(thread).orElseThrow();
        assertThat(second.head().sequence()).isEqualTo(2);
        dirtyHeads().park(first, "the inbox refuses it");
        assertThat(dirty(thread)).contains(second);

        dirtyHeads().park(second, "the inbox refuses it");
        assertThat(dirty(thread)).isEmpty();
        cursorLog().advance(thread, BOB, 2);
        DirtyHead third = dirty(thread).orElseThrow();
        dirtyHeads().park(second, "the inbox refuses it");
        assertThat(dirty(thread)).contains(third);

        dirtyHeads().park(third, "the inbox refuses it");
        log.setFence(fence(thread, 2, ALICE));
        assertThat(dirty(thread)).isPresent();
    }

    @Test
    default void limitBoundsWhatIsOffered() {
        MessageLog log = open();
        for (int thread = 0; thread < 3; thread++) {
            sent(log, newThread(log), "request-1");
        }
        assertThat(dirtyHeads().dirty(2)).hasSize(2);
        assertThat(dirtyHeads().dirty(1)).hasSize(1);
        dirtyHeads().told(List.of());
        dirtyHeads().told(List.of(new DirtyHead(unknownThread(), new Head(1, 1), Optional.empty(), List.of())));
    }

    @Test
    default void busyThreadsDoNotKeepOthersWaiting() {
        MessageLog log = open();
        DirtyHeads heads = dirtyHeads();
        List<ThreadId> busy =
                IntStream.range(0, 5).mapToObj(thread -> newThread(log)).toList();
        var offered = new HashSet<ThreadId>();
        for (int round = 0; round < 100 && !offered.containsAll(busy); round++) {
            String request = "request-" + round;
            busy.forEach(thread -> sent(log, thread, request));
            List<DirtyHead> some = heads.dirty(2);
            some.forEach(head -> offered.add(head.thread()));
            heads.told(some);
        }
        assertThat(offered).containsAll(busy);
    }

    @Test
    default void nothingIsLostWhileRelaysAndSendersRace() {
        List<MessageLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var sending = new AtomicInteger(4);
        try (var callers = new Callers()) {
            for (int sender = 0; sender < 4; sender++) {
                int name = sender;
                callers.begin(() -> {
                    try {
                        sendAndRead(logs.get(name % 2), thread, name);
                    } finally {
                        sending.decrementAndGet();
                    }
                });
            }
            for (int relay = 0; relay < 2; relay++) {
                callers.begin(() -> {
                    while (sending.get() > 0 && !Thread.interrupted()) {
                        dirtyHeads().told(dirtyHeads().dirty(100));
                    }
                });
            }
            callers.awaitEnd();
        }
        dirty(thread).ifPresent(head -> {
            assertThat(head.head()).isEqualTo(new Head(400, 400));
            tell(head);
        });
        assertThat(dirty(thread)).isEmpty();
        List<Frame> frames = MessageLogContractStore.history(logs.getFirst(), thread);
        assertThat(cursorLog().cursors(thread, List.of(ALICE, BOB, CAROL), "", 3))
                .extracting(Cursor::readSequence)
                .containsExactly(lastOf(ALICE, frames), lastOf(BOB, frames), 400L);
    }

    /// A hundred sends of one sender, each read by Carol at once.
    private void sendAndRead(MessageLog log, ThreadId thread, int sender) {
        UserId user = sender % 2 == 0 ? ALICE : BOB;
        for (int send = 0; send < 100; send++) {
            Frame own = sent(log, thread, user, "sender-" + sender + "-" + send);
            cursorLog().advance(thread, CAROL, own.sequence());
        }
    }

    private Optional<DirtyHead> dirty(ThreadId thread) {
        return dirtyHeads().dirty(10_000).stream()
                .filter(head -> head.thread().equals(thread))
                .findFirst();
    }

    private void tell(DirtyHead head) {
        dirtyHeads().told(List.of(head));
    }

    private static long lastOf(UserId user, List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.content() instanceof Frame.Text text
                        && text.sender().equals(user))
                .mapToLong(Frame::sequence)
                .max()
                .orElse(0);
    }
}
