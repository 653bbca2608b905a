package dev.parley.message.relay;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLogContractContents.Any;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
        assertThat(head.newest())
                .contains(new Newest(alice.messageId(), 3, alice.createTime(), Optional.of(Actor.of(ALICE))));
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
        assertThat(head.newest())
                .contains(new Newest(message.messageId(), 2, message.createTime(), Optional.of(Actor.of(ALICE))));
    }

    @Test
    default void parkedThreadWaitsUntilItMoves() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        cursors().advance(thread, BOB, 1);
        DirtyHead first = dirty(thread).orElseThrow();
        dirtyHeads().park(first, 1, "the inbox refuses it");
        assertThat(dirty(thread)).isEmpty();

        sent(log, thread, ALICE, "request-2");
        DirtyHead second = dirty(thread).orElseThrow();
        assertThat(second.head().sequence()).isEqualTo(2);
        dirtyHeads().park(first, 1, "the inbox refuses it");
        assertThat(dirty(thread)).contains(second);

        dirtyHeads().park(second, 1, "the inbox refuses it");
        assertThat(dirty(thread)).isEmpty();
        cursors().advance(thread, BOB, 2);
        DirtyHead third = dirty(thread).orElseThrow();
        dirtyHeads().park(second, 1, "the inbox refuses it");
        assertThat(dirty(thread)).contains(third);

        dirtyHeads().park(third, 1, "the inbox refuses it");
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
    default void messageOfAServiceOrOfAnErasedUserMovesNoCursor() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        var service = new Actor("service:cards");
        var erased = new Frame.Posted(Optional.empty(), "", Optional.empty());
        log.write(new Any(thread, new FrameId("msg_erased"), erased)).join();
        var posted = new Frame.Posted(Optional.of(service), "text", Optional.empty());
        Frame frame =
                log.write(new Any(thread, new FrameId("msg_service"), posted)).join();

        DirtyHead head = dirty(thread).orElseThrow();

        assertThat(head.cursors()).isEmpty();
        assertThat(head.head()).isEqualTo(new Head(2, 2));
        assertThat(head.newest()).contains(new Newest(frame.messageId(), 2, frame.createTime(), Optional.of(service)));
    }

    @Test
    default void hiddenMessagesAreReportedOnce() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(
                fence(thread, 2, ALICE, BOB, CAROL).with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(CAROL, BOB)))));
        Frame hidden = sent(log, thread, BOB, "request-1");
        DirtyHead head = dirty(thread).orElseThrow();
        var expected = new HiddenMessage(thread, Optional.of(CAROL), hidden.sequence(), 1, true, hidden.sequence());
        assertThat(head.hidden()).containsExactly(expected);
        sent(log, thread, ALICE, "request-2");
        settle(head);
        assertThat(dirty(thread).orElseThrow().hidden()).isEmpty();
    }

    @Test
    default void manyHiddenMessagesAreReportedInParts() {
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
        var offered = new HashSet<HiddenMessage>();
        for (int part = 0; part < 2; part++) {
            DirtyHead head = dirty(thread).orElseThrow();
            assertThat(head.head().sequence())
                    .as("held back until the last part")
                    .isEqualTo(part * 401L);
            assertThat(head.newest().isPresent()).isEqualTo(part == 1);
            assertThat(head.hidden()).hasSizeBetween(1, DirtyHeads.PART);
            offered.addAll(head.hidden());
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
        var offered = new HashSet<HiddenMessage>();
        var cursors = new HashSet<Cursor>();
        for (int part = 0; part < 3; part++) {
            DirtyHead head = dirty(thread).orElseThrow();
            assertThat(head.head().ordinal())
                    .as("held back until the last part")
                    .isEqualTo(part / 2);
            assertThat(head.hidden()).hasSizeBetween(1, DirtyHeads.PART);
            assertThat(head.cursors()).hasSizeBetween(1, DirtyHeads.PART);
            offered.addAll(head.hidden());
            cursors.addAll(head.cursors());
            settle(head);
        }
        assertThat(offered).hasSize(2_500);
        assertThat(cursors).as("the users who joined, and the sender").hasSize(2_501);
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void threadOfManyPartsIsParked() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        UserId[] users = IntStream.range(0, 1_500)
                .mapToObj(user -> new UserId("usr_" + user))
                .toArray(UserId[]::new);
        log.setFence(fence(thread, 2, users));
        dirtyHeads().park(dirty(thread).orElseThrow(), 1, "the inbox refuses it");
        assertThat(dirty(thread)).isEmpty();
    }

    @Test
    default void parkedThreadIsListedAndRetried() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        dirtyHeads().park(dirty(thread).orElseThrow(), 1, "the inbox refuses it");
        assertThat(dirtyHeads().parked("", 10_000))
                .filteredOn(one -> one.thread().equals(thread))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sequence()).isEqualTo(1);
                    assertThat(one.reason()).isEqualTo("the inbox refuses it");
                    assertThat(one.attempts()).isEqualTo(1);
                });
        assertThat(dirtyHeads().depth().parked()).isPositive();
        assertThat(dirtyHeads().retry(thread)).isTrue();
        assertThat(dirtyHeads().retry(thread)).isFalse();
        settle(dirty(thread).orElseThrow());
        assertThat(dirty(thread)).isEmpty();
        assertThat(dirtyHeads().parked("", 10_000)).extracting(Parked::thread).doesNotContain(thread);
    }

    @Test
    default void wholeHeadHasEverythingWhateverIsSettled() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, ALICE, "request-1");
        DirtyHead dirty = dirty(thread).orElseThrow();
        assertThat(dirty.cursors()).isNotEmpty();
        settle(dirty);
        assertThat(dirty(thread)).isEmpty();
        DirtyHead whole = dirtyHeads().whole(thread).orElseThrow();
        assertThat(whole.head()).isEqualTo(dirty.head());
        assertThat(whole.newest()).isEqualTo(dirty.newest());
        assertThat(whole.cursors()).isEqualTo(dirty.cursors());
        assertThat(dirty(thread))
                .as("reading settles nothing, and marks nothing")
                .isEmpty();
    }

    @Test
    default void wholeHeadOfAnUnknownThreadIsEmpty() {
        DirtyHead none = dirtyHeads().whole(new ThreadId("thr_unknown")).orElseThrow();
        assertThat(none.head()).isEqualTo(Head.EMPTY);
        assertThat(none.cursors()).isEmpty();
        assertThat(none.hidden()).isEmpty();
    }

    /// Returns all marked threads.
    static List<DirtyHead> all(DirtyHeads heads) {
        return heads.dirty(ALL, Place.START, 10_000);
    }

    private Optional<DirtyHead> dirty(ThreadId thread) {
        return all(dirtyHeads()).stream()
                .filter(head -> head.thread().equals(thread))
                .findFirst();
    }

    private void settle(DirtyHead head) {
        dirtyHeads().settle(List.of(head));
    }
}
