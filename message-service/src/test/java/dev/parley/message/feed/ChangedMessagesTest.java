package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.ReaderPage.Hidden;
import dev.parley.message.feed.ReaderPage.Part;
import dev.parley.message.feed.ReaderPage.Removed;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Revision;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.read.ShownMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Messages that are changed or hidden after a feed has shown them.
final class ChangedMessagesTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica replica = new MemoryReplica(store);
    private final MemoryReplica other = new MemoryReplica(store);
    private final LiveThreads live =
            new LiveThreads(replica.log(), replica.fences(), replica.cursors(), HintState.NONE);
    private final ThreadId thread = replica.thread(ALICE, BOB);

    private ThreadFollower follow(UserId user) {
        replica.notifier().add(live);
        return live.follow(thread, user, new Start.After(0), () -> {});
    }

    private static Overlay edited(Frame frame, long version, String text) {
        return Overlays.edited(frame, version, text);
    }

    private static RecentFrame first(ThreadFollower follower) {
        return (RecentFrame) follower.read(0, 10).parts().getFirst();
    }

    private static String text(RecentFrame frame) {
        return frame.shown()
                .flatMap(ShownMessage::overlay)
                .flatMap(Overlay::text)
                .orElse("as sent");
    }

    @Test
    void heldFrameShowsTheNewestOverlayAndIsEncodedAgain() {
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "first");
        assertThat(first(bob).form(String.class, ChangedMessagesTest::text)).isEqualTo("as sent");

        live.appended(thread, List.of(), List.of(edited(sent, 2, "second")), List.of());
        live.appended(thread, List.of(), List.of(edited(sent, 1, "older")), List.of());

        assertThat(first(bob).form(String.class, ChangedMessagesTest::text)).isEqualTo("second");
    }

    @Test
    void overlayOfTheSameWriteBelongsToItsFrame() {
        ThreadFollower bob = follow(BOB);
        Frame sent = Overlays.next(thread, 1, "first");
        live.appended(thread, List.of(sent), List.of(edited(sent, 1, "second")), List.of());
        assertThat(text(first(bob))).isEqualTo("second");
    }

    @Test
    void earlierMessageIsHiddenFromOneViewerUntilItIsShownAgain() {
        ThreadFollower alice = follow(ALICE);
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "text");

        live.appended(thread, List.of(), List.of(), List.of(hidden(sent, true, 2)));
        live.appended(thread, List.of(), List.of(), List.of(hidden(sent, false, 1)));
        assertThat(bob.read(0, 10).parts()).isEqualTo(List.of(new Hidden(1, 1)));
        assertThat(alice.read(0, 10).parts()).hasOnlyElementsOfType(RecentFrame.class);

        live.appended(thread, List.of(), List.of(), List.of(hidden(sent, false, 3)));
        assertThat(bob.read(0, 10).parts()).hasOnlyElementsOfType(RecentFrame.class);
    }

    private static HiddenMessage hidden(Frame frame, boolean hidden, long version) {
        return new HiddenMessage(frame.thread(), Optional.of(BOB), frame.sequence(), frame.ordinal(), hidden, version);
    }

    @Test
    void changeShowsTheHeldMessageThatItChanged() {
        Frame sent = replica.send(thread, ALICE, "first");
        var recent = new RecentFrames(new FrameBudget(1_000_000));
        recent.append(List.of(new RecentFrame(sent)));
        var change = new RecentFrame(Overlays.change(thread, 2, sent.sequence()));
        change.take(List.of(edited(sent, 1, "second")), List.of());

        assertThat(recent.append(List.of(change))).isTrue();

        List<RecentFrame> held = recent.after(0, 10).orElseThrow().frames();
        assertThat(held).extracting(RecentFrame::position).containsExactly(1L, 2L);
        assertThat(held).extracting(ChangedMessagesTest::text).containsExactly("second", "second");
        assertThat(held.getLast().shown().orElseThrow().frame()).isEqualTo(sent);
    }

    @Test
    void changeOfAMessageThatIsNotHeldIsAGapUntilTheMessageWasRead() {
        Frame sent = replica.send(thread, ALICE, "first");
        Frame other = replica.send(thread, ALICE, "other");
        var recent = new RecentFrames(new FrameBudget(1_000_000));
        recent.begin(1);
        var change = new RecentFrame(Overlays.change(thread, 3, sent.sequence()));

        assertThat(recent.append(List.of(new RecentFrame(other), change))).isFalse();
        assertThat(recent.head()).isEqualTo(2);

        new ShownFrames(replica.log()).complete(thread, List.of(change));
        assertThat(recent.append(List.of(change))).isTrue();
        assertThat(change.shown().orElseThrow().frame()).isEqualTo(sent);
    }

    @Test
    void changeOfAMissingMessageTakesItsPositionAndShowsNothing() {
        var change = new RecentFrame(Overlays.change(thread, 8, 7));
        new ShownFrames(replica.log()).complete(thread, List.of(change));
        assertThat(change.isComplete()).isTrue();
        assertThat(change.shown()).isEmpty();
    }

    private static Overlay revise(MemoryReplica by, Frame message, Revision.Work work) {
        return by.log()
                .write(new Revision(message.thread(), "req-" + UUID.randomUUID(), MemoryReplica.id(message), work))
                .join();
    }

    private void compare() {
        try {
            new Comparison(live, replica.fences(), Duration.ZERO).run();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static void assertEdited(ReaderPage page, Frame message, long... positions) {
        assertThat(page.parts())
                .extracting(Part::position)
                .isEqualTo(LongStream.of(positions).boxed().toList());
        assertThat(page.parts()).allSatisfy(part -> {
            assertThat(text((RecentFrame) part)).isEqualTo("edited");
            assertThat(((RecentFrame) part).shown().orElseThrow().frame()).isEqualTo(message);
        });
    }

    @Test
    void editIsShownAtItsOwnPositionAndAtThatOfTheMessage() {
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "text");
        revise(replica, sent, new Revision.Edit("edited"));
        assertEdited(bob.read(0, 10), sent, 1, 2);
    }

    @Test
    void editByAnotherReplicaUpdatesTheHeldMessage() {
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "text");
        revise(other, sent, new Revision.Edit("edited"));
        compare();
        assertThat(bob.read(0, 10).stored()).isFalse();
        assertEdited(bob.read(0, 10), sent, 1, 2);
    }

    @Test
    void messageThatIsNotHeldIsReadOnceForAllFeeds() {
        Frame sent = replica.send(thread, ALICE, "text");
        replica.send(thread, ALICE, "other");
        replica.notifier().add(live);
        ThreadFollower bob = live.follow(thread, BOB, new Start.Now(), () -> {});
        revise(replica, sent, new Revision.Edit("edited"));
        Awaitility.await()
                .until(() -> bob.readHere(2, 10)
                        .filter(page -> !page.parts().isEmpty())
                        .isPresent());
        assertEdited(bob.read(2, 10), sent, 3);
    }

    @Test
    void messageBeforeTheRecentFramesIsReadFromTheLog() {
        Frame sent = other.send(thread, ALICE, "text");
        other.send(thread, ALICE, "other");
        revise(other, sent, new Revision.Edit("edited"));
        ThreadFollower bob = live.follow(thread, BOB, new Start.After(2), () -> {});
        assertThat(bob.read(2, 10).stored()).isTrue();
        assertEdited(bob.read(2, 10), sent, 3);
    }

    @Test
    void readerBehindTheFirstKeptFrameSkipsNoPosition() {
        for (int i = 0; i < 5; i++) {
            replica.send(thread, ALICE, "text");
        }
        store.dropBefore(thread, 4);
        ThreadFollower bob = live.follow(thread, BOB, new Start.After(1), () -> {});

        ReaderPage page = bob.read(1, 10);

        assertThat(page.compacted()).isEqualTo(3);
        assertThat(page.parts().getFirst()).isEqualTo(new Hidden(2, 3));
        assertThat(page.parts()).extracting(Part::position).containsExactly(2L, 4L, 5L);
    }

    @Test
    void changeOfAMessageBeforeTheHistoryIsHidden() {
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "text");
        replica.send(thread, ALICE, "other");
        replica.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB).with(2, BOB, Member.PLAIN.withHistoryFrom(2)));
        revise(replica, sent, new Revision.Edit("edited"));
        for (ThreadFollower one : List.of(bob, live.follow(thread, BOB, new Start.After(2), () -> {}))) {
            assertThat(one.read(2, 10).parts()).isEqualTo(List.of(new Hidden(3, 3)));
        }
    }

    @Test
    void messageThatAnotherReplicaHidesDisappearsForItsViewer() {
        ThreadFollower alice = follow(ALICE);
        ThreadFollower bob = follow(BOB);
        Frame sent = replica.send(thread, ALICE, "text");
        revise(other, sent, new Revision.Hide(BOB, true));
        compare();
        var removed = new Removed(2, sent.messageId(), 1);
        assertThat(bob.read(0, 10).parts()).isEqualTo(List.of(new Hidden(1, 1), removed));
        assertThat(bob.read(1, 10).parts()).as("a reader who has it").isEqualTo(List.of(removed));
        assertThat(alice.read(0, 10).parts()).hasOnlyElementsOfType(RecentFrame.class);

        revise(other, sent, new Revision.Hide(BOB, false));
        compare();
        assertThat(bob.read(0, 10).parts()).hasSize(3).hasOnlyElementsOfType(RecentFrame.class);
    }
}
