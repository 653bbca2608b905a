package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Newest;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The contract of every engine for dirty heads while relays and senders race.
public interface DirtyHeadsRaceContract extends MessageLogContractStore {

    /// Returns the cursors of the store.
    CursorStore cursors(Clock clock);

    /// Returns the dirty heads of the store.
    DirtyHeads dirtyHeads();

    @Test
    default void nothingIsLostWhileRelaysAndSendersRace() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var sending = new AtomicInteger(4);
        var settled = new AtomicLong();
        var reported = new ConcurrentLinkedQueue<DirtyHead>();
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
                        settleAll(thread, settled, reported);
                    }
                });
            }
            callers.awaitEnd();
        }
        settleAll(thread, settled, reported);
        assertThat(settled).as("the newest head that was offered and settled").hasValue(400);
        assertThat(DirtyHeadsContract.all(dirtyHeads()))
                .extracting(DirtyHead::thread)
                .doesNotContain(thread);
        List<Frame> frames = MessageLogContractStore.history(logs.getFirst(), thread);
        assertNoHeadIsAheadOfItsSenders(reported, frames);
        assertThat(cursors(Clock.systemUTC()).cursors(thread, List.of(ALICE, BOB, CAROL), "", 3))
                .extracting(Cursor::readSequence)
                .containsExactly(lastOf(ALICE, frames), lastOf(BOB, frames), 400L);
    }

    /// Settles a page, and records what was reported of a thread.
    private void settleAll(ThreadId thread, AtomicLong settled, Collection<DirtyHead> reported) {
        List<DirtyHead> page = DirtyHeadsContract.all(dirtyHeads());
        page.stream().filter(head -> head.thread().equals(thread)).forEach(head -> {
            reported.add(head);
            settled.accumulateAndGet(head.head().sequence(), Math::max);
        });
        dirtyHeads().settle(page);
    }

    /// Whoever merges the reports knows the position of each sender up to the greatest head. Here each frame
    /// is a countable message, so the head is the newest one.
    private static void assertNoHeadIsAheadOfItsSenders(Collection<DirtyHead> reported, List<Frame> frames) {
        assertThat(reported).allSatisfy(head -> {
            if (head.head().equals(Head.EMPTY)) {
                assertThat(head.newest()).as("before the first folded frame").isEmpty();
                return;
            }
            Newest newest = head.newest().orElseThrow();
            assertThat(newest.sequence()).isEqualTo(head.head().sequence());
            assertThat(newest.message())
                    .isEqualTo(frames.get((int) newest.sequence() - 1).messageId());
            assertThat(frames.get((int) newest.sequence() - 1).ordinal())
                    .isEqualTo(head.head().ordinal());
        });
        long best = 0;
        var known = new HashMap<UserId, Long>();
        for (DirtyHead head : reported) {
            best = Math.max(best, head.head().sequence());
            head.cursors().forEach(cursor -> known.merge(cursor.user(), cursor.readSequence(), Math::max));
            for (UserId sender : List.of(ALICE, BOB)) {
                assertThat(known.getOrDefault(sender, 0L))
                        .as("the position of %s when the head %s was reported", sender, best)
                        .isGreaterThanOrEqualTo(lastOf(sender, frames.subList(0, (int) best)));
            }
        }
    }

    /// Sends a hundred messages of one sender, each read by Carol immediately.
    private void sendAndRead(ContractLog log, ThreadId thread, int sender) {
        UserId user = sender % 2 == 0 ? ALICE : BOB;
        for (int send = 0; send < 100; send++) {
            Frame own = sent(log, thread, user, "sender-" + sender + "-" + send);
            cursors(Clock.systemUTC()).advance(thread, CAROL, own.sequence());
        }
    }

    private static long lastOf(UserId user, List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.content() instanceof Frame.Posted posted
                        && posted.sender().filter(sender -> sender.is(user)).isPresent())
                .mapToLong(Frame::sequence)
                .max()
                .orElse(0);
    }
}
