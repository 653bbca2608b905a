package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenOrdinal;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.HiddenPlace;
import dev.parley.message.relay.DirtyHeads.Mark;
import dev.parley.message.relay.DirtyHeads.Newest;
import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.message.relay.DirtyHeads.Place;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contract of every engine for dirty heads.
public interface DirtyHeadsContract extends MessageLogContractStore {

    /// All shards.
    List<Integer> ALL = IntStream.range(0, DirtyHeads.SHARDS).boxed().toList();

    /// Returns the cursors of the store.
    default CursorStore cursors() {
        return cursors(Clock.systemUTC());
    }

    /// Returns the same with another clock.
    CursorStore cursors(Clock clock);

    /// Returns the dirty heads of the store.
    DirtyHeads dirtyHeads();

    /// Returns dirty heads that move the cursors of senders over at most so many frames per call, if the
    /// engine has such a limit.
    default DirtyHeads dirtyHeads(int frames) {
        return dirtyHeads();
    }

    @Test
    default void threadIsMarkedFromItsFirstFrameUntilItIsSettled() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        assertThat(dirty(thread)).isEmpty();

        sent(log, thread, ALICE, "request-1");
        Frame bob = sent(log, thread, BOB, "request-2");
        Frame alice = sent(log, thread, ALICE, "request-3");

        DirtyHead head = dirty(thread).orElseThrow();
        assertThat(head.head()).isEqualTo(new Head(3, 3));
        assertThat(head.newest()).contains(new Newest(alice.messageId(), 3, alice.createTime(), ALICE));
        assertThat(head.cursors())
                .containsExactlyInAnyOrder(
                        new Cursor(ALICE, 3, 3, alice.createTime()), new Cursor(BOB, 2, 2, bob.createTime()));
        assertThat(dirty(thread)).contains(head);
        settle(head);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void onlyReportedChangesAreSettled() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        settle(dirty(thread).orElseThrow());
        Frame bob = sent(log, thread, BOB, "request-2");

        assertThat(dirty(thread).orElseThrow().cursors()).containsExactly(new Cursor(BOB, 2, 2, bob.createTime()));
    }

    @Test
    default void sendBetweenReadAndSettlementStaysMarked() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        DirtyHead before = dirty(thread).orElseThrow();
        Frame between = sent(log, thread, BOB, "request-2");
        settle(before);

        DirtyHead after = dirty(thread).orElseThrow();
        assertThat(after.head()).isEqualTo(new Head(2, 2));
        assertThat(after.cursors()).containsExactly(new Cursor(BOB, 2, 2, between.createTime()));
        settle(before);
        assertThat(dirty(thread)).contains(after);
        settle(after);
        settle(before);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void cursorThatMovedIsSettled() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        settle(dirty(thread).orElseThrow());

        Cursor one = cursors().advance(thread, BOB, 1);
        DirtyHead before = dirty(thread).orElseThrow();
        assertThat(before.cursors()).containsExactly(one);
        Cursor two = cursors().advance(thread, BOB, 2);
        settle(before);
        DirtyHead after = dirty(thread).orElseThrow();
        assertThat(after.cursors()).containsExactly(two);
        settle(after);
        assertThat(dirty(thread)).isEmpty();
        cursors().advance(thread, BOB, 2);
        assertThat(dirty(thread)).isEmpty();
        assertThat(cursors().cursors(thread, List.of(BOB), "", 1)).containsExactly(two);
    }

    @Test
    default void noticesMoveTheHeadButAreNotTheNewestMessage() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        DirtyHead joined = dirty(thread).orElseThrow();
        assertThat(joined.head()).isEqualTo(new Head(1, 0));
        assertThat(joined.newest()).isEmpty();
        assertThat(joined.cursors())
                .as("a newcomer has read up to the join")
                .extracting(Cursor::user, Cursor::readSequence, Cursor::readOrdinal)
                .containsExactly(tuple(CAROL, 1L, 0L));

        Frame message = sent(log, thread, ALICE, "request-1");
        log.setFence(fence(thread, 3, ALICE));
        DirtyHead head = dirty(thread).orElseThrow();
        assertThat(head.head()).isEqualTo(new Head(3, 1));
        assertThat(head.newest()).contains(new Newest(message.messageId(), 2, message.createTime(), ALICE));
    }

    @Test
    default void parkedThreadWaitsUntilItMoves() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        cursors().advance(thread, BOB, 1);
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
        cursors().advance(thread, BOB, 2);
        DirtyHead third = dirty(thread).orElseThrow();
        dirtyHeads().park(second, "the inbox refuses it");
        assertThat(dirty(thread)).contains(third);

        dirtyHeads().park(third, "the inbox refuses it");
        log.setFence(fence(thread, 2, ALICE));
        assertThat(dirty(thread)).isPresent();
    }

    @Test
    default void limitBoundsWhatIsReturned() {
        ContractLog log = open();
        for (int thread = 0; thread < 3; thread++) {
            sent(log, newThread(log), "request-1");
        }
        assertThat(dirtyHeads().dirty(ALL, Place.START, 2)).hasSize(2);
        assertThat(dirtyHeads().dirty(ALL, Place.START, 1)).hasSize(1);
        dirtyHeads().settle(List.of());
        ThreadId unknown = unknownThread();
        dirtyHeads()
                .settle(List.of(new DirtyHead(
                        unknown,
                        new Head(1, 1),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        new Mark(1, 0, 0, HiddenPlace.START, true))));
        assertThat(dirty(unknown)).isEmpty();
    }

    @Test
    default void passContinuesWhereItStopped() {
        ContractLog log = open();
        DirtyHeads heads = dirtyHeads();
        List<ThreadId> busy =
                IntStream.range(0, 5).mapToObj(thread -> newThread(log)).toList();
        busy.forEach(thread -> sent(log, thread, "request-1"));
        var offered = new ArrayList<ThreadId>();
        Place place = Place.START;
        for (List<DirtyHead> some = heads.dirty(ALL, place, 2); !some.isEmpty(); some = heads.dirty(ALL, place, 2)) {
            some.forEach(head -> offered.add(head.thread()));
            place = Place.of(some.getLast().thread());
        }
        assertThat(offered).containsAll(busy).doesNotHaveDuplicates();
        ThreadId first = busy.getFirst();
        assertThat(heads.dirty(List.of(DirtyHeads.shardOf(first)), Place.START, 10_000))
                .allMatch(head -> DirtyHeads.shardOf(head.thread()) == DirtyHeads.shardOf(first))
                .anyMatch(head -> head.thread().equals(first));
    }

    @Test
    default void hiddenOrdinalsAreReportedOnce() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(
                fence(thread, 2, ALICE, BOB, CAROL).with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(CAROL, BOB)))));
        Frame hidden = sent(log, thread, BOB, "request-1");
        DirtyHead head = dirty(thread).orElseThrow();
        var expected = new HiddenOrdinal(thread, Optional.of(CAROL), 1, hidden.sequence(), true, hidden.sequence());
        assertThat(head.hidden()).containsExactly(expected);
        sent(log, thread, ALICE, "request-2");
        settle(head);
        assertThat(dirty(thread).orElseThrow().hidden()).isEmpty();
    }

    @Test
    default void manyHiddenOrdinalsAreReportedInParts() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        List<UserId> viewers = List.of(ALICE, CAROL, new UserId("usr_dora"));
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL, viewers.getLast())
                .with(
                        2,
                        HiddenPairs.of(viewers.stream()
                                .map(viewer -> new HiddenPairs.Pair(viewer, BOB))
                                .toList())));
        IntStream.range(0, 400)
                .mapToObj(send -> log.append(MessageLogContractStore.text(thread, BOB, "request-" + send, "text")))
                .toList()
                .forEach(MessageLogContractStore::get);
        var offered = new HashSet<HiddenOrdinal>();
        for (int part = 0; part < 2; part++) {
            DirtyHead head = dirty(thread).orElseThrow();
            assertThat(head.hidden()).hasSizeBetween(1, DirtyHeads.PART);
            offered.addAll(head.hidden());
            assertThat(offered.stream()
                            .filter(one -> one.version() <= head.head().sequence()))
                    .as("all that is hidden up to the head")
                    .hasSize((int) (3 * head.head().ordinal()));
            settle(head);
        }
        assertThat(offered).hasSize(1_200);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void messageHiddenFromManyIsReportedInParts() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        List<UserId> viewers = IntStream.range(0, 2_500)
                .mapToObj(user -> new UserId("usr_" + user))
                .toList();
        UserId[] users = Stream.concat(Stream.of(ALICE, BOB), viewers.stream()).toArray(UserId[]::new);
        log.setFence(fence(thread, 2, users)
                .with(
                        2,
                        HiddenPairs.of(viewers.stream()
                                .map(viewer -> new HiddenPairs.Pair(viewer, BOB))
                                .toList())));
        sent(log, thread, BOB, "request-1");
        var offered = new HashSet<HiddenOrdinal>();
        var cursors = new HashSet<Cursor>();
        for (int part = 0; part < 3; part++) {
            DirtyHead head = dirty(thread).orElseThrow();
            assertThat(head.hidden()).hasSizeBetween(1, DirtyHeads.PART);
            assertThat(head.cursors()).hasSizeBetween(1, DirtyHeads.PART);
            assertThat(head.head())
                    .as("the head comes with the last part")
                    .isEqualTo(part < 2 ? new Head(0, 0) : new Head(2, 1));
            offered.addAll(head.hidden());
            cursors.addAll(head.cursors());
            settle(head);
        }
        assertThat(offered).hasSize(2_500);
        assertThat(cursors).as("the users who joined, and the sender").hasSize(2_501);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void parkedThreadIsListedAndRetried() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        dirtyHeads().park(dirty(thread).orElseThrow(), "the inbox refuses it");
        assertThat(dirtyHeads().parked("", 10_000)).contains(new Parked(thread, 1, "the inbox refuses it"));
        assertThat(dirtyHeads().retry(thread)).isTrue();
        assertThat(dirtyHeads().retry(thread)).isFalse();
        settle(dirty(thread).orElseThrow());
        assertThat(dirty(thread)).isEmpty();
        assertThat(dirtyHeads().parked("", 10_000)).extracting(Parked::thread).doesNotContain(thread);
    }

    @Test
    default void headNeverOvertakesTheCursorsOfSenders() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, BOB, "request-2");
        log.setFence(fence(thread, 3, ALICE, BOB));
        Frame last = sent(log, thread, ALICE, "request-3");
        List<Frame> frames = MessageLogContractStore.history(log, thread);

        DirtyHeads slow = dirtyHeads(1);
        var inbox = new ReportedCursors();
        Optional<DirtyHead> head = dirty(slow, thread);
        Head known = new Head(0, 0);
        for (int call = 0; head.isPresent() && call < 10; call++) {
            known = head.get().head();
            inbox.apply(head.get());
            inbox.assertOwnSendsAreRead(known, frames);
            assertThat(known.ordinal()).isEqualTo(messages(frames, known).count());
            assertThat(head.get().newest().map(Newest::sequence))
                    .isEqualTo(messages(frames, known).map(Frame::sequence).reduce((one, two) -> two));
            slow.settle(List.of(head.get()));
            head = dirty(slow, thread);
        }
        assertThat(head).isEmpty();
        assertThat(known).isEqualTo(new Head(last.sequence(), 3));
    }

    @Test
    default void headNeverOvertakesTheCursorsOfSendersWhileTheySend() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        var sending = new AtomicInteger(4);
        var reported = new ArrayList<DirtyHead>();
        try (var callers = new Callers()) {
            for (int sender = 0; sender < 4; sender++) {
                int name = sender;
                callers.begin(() -> {
                    try {
                        sendAndRead(log, thread, name);
                    } finally {
                        sending.decrementAndGet();
                    }
                });
            }
            callers.begin(() -> {
                while (sending.get() > 0 && !Thread.interrupted()) {
                    dirty(thread).ifPresent(head -> {
                        reported.add(head);
                        settle(head);
                    });
                }
            });
            callers.awaitEnd();
        }
        dirty(thread).ifPresent(reported::add);
        List<Frame> frames = MessageLogContractStore.history(log, thread);
        var inbox = new ReportedCursors();
        for (DirtyHead head : reported) {
            inbox.apply(head);
            inbox.assertOwnSendsAreRead(head.head(), frames);
            assertThat(head.head().ordinal()).isEqualTo(head.head().sequence());
        }
        assertThat(reported.getLast().head()).isEqualTo(new Head(400, 400));
    }

    /// The read positions that were reported.
    final class ReportedCursors {

        private final Map<UserId, Long> read = new HashMap<>();

        void apply(DirtyHead head) {
            head.cursors().forEach(cursor -> read.merge(cursor.user(), cursor.readSequence(), Math::max));
        }

        void assertOwnSendsAreRead(Head head, List<Frame> frames) {
            messages(frames, head)
                    .forEach(frame -> assertThat(read.getOrDefault(((Frame.Posted) frame.content()).sender(), 0L))
                            .as("the sender's cursor at %s", head)
                            .isGreaterThanOrEqualTo(frame.sequence()));
        }
    }

    private static Stream<Frame> messages(List<Frame> frames, Head head) {
        return frames.stream()
                .filter(frame -> frame.sequence() <= head.sequence() && frame.content() instanceof Frame.Posted);
    }

    @Test
    default void nothingIsLostWhileRelaysAndSendersRace() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var sending = new AtomicInteger(4);
        var settled = new AtomicLong();
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
                        settleAll(thread, settled);
                    }
                });
            }
            callers.awaitEnd();
        }
        dirty(thread).ifPresent(head -> {
            settled.accumulateAndGet(head.head().sequence(), Math::max);
            settle(head);
        });
        assertThat(settled).as("the newest head that was offered and settled").hasValue(400);
        assertThat(dirty(thread)).isEmpty();
        List<Frame> frames = MessageLogContractStore.history(logs.getFirst(), thread);
        assertThat(cursors().cursors(thread, List.of(ALICE, BOB, CAROL), "", 3))
                .extracting(Cursor::readSequence)
                .containsExactly(lastOf(ALICE, frames), lastOf(BOB, frames), 400L);
    }

    /// Settles a page, and records the head of a thread that was in it.
    private void settleAll(ThreadId thread, AtomicLong settled) {
        List<DirtyHead> page = all(dirtyHeads());
        page.stream()
                .filter(head -> head.thread().equals(thread))
                .forEach(head -> settled.accumulateAndGet(head.head().sequence(), Math::max));
        dirtyHeads().settle(page);
    }

    /// Sends a hundred messages of one sender, each read by Carol immediately.
    private void sendAndRead(ContractLog log, ThreadId thread, int sender) {
        UserId user = sender % 2 == 0 ? ALICE : BOB;
        for (int send = 0; send < 100; send++) {
            Frame own = sent(log, thread, user, "sender-" + sender + "-" + send);
            cursors().advance(thread, CAROL, own.sequence());
        }
    }

    /// Returns all marked threads.
    static List<DirtyHead> all(DirtyHeads heads) {
        return heads.dirty(ALL, Place.START, 10_000);
    }

    private Optional<DirtyHead> dirty(ThreadId thread) {
        return dirty(dirtyHeads(), thread);
    }

    private static Optional<DirtyHead> dirty(DirtyHeads heads, ThreadId thread) {
        return all(heads).stream().filter(head -> head.thread().equals(thread)).findFirst();
    }

    private void settle(DirtyHead head) {
        dirtyHeads().settle(List.of(head));
    }

    private static long lastOf(UserId user, List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.content() instanceof Frame.Posted posted
                        && posted.sender().equals(user))
                .mapToLong(Frame::sequence)
                .max()
                .orElse(0);
    }
}
