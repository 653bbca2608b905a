package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.Stretch.Hidden;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenOrdinal;
import dev.parley.message.log.Overlay;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.read.ShownMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Messages that are changed or hidden after a feed has shown them.
final class ChangedMessagesTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final LiveThreads live = new LiveThreads(replica.log(), replica.fences(), replica.cursors());
    private final ThreadId thread = replica.thread(ALICE, BOB);

    private ThreadFollower follow(UserId user) {
        replica.news().add(live);
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
    void heldFrameShowsTheNewestOverlayAndItsFormIsMadeAnew() {
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

    private static HiddenOrdinal hidden(Frame frame, boolean hidden, long version) {
        return new HiddenOrdinal(
                frame.thread(), Optional.of(BOB), frame.ordinal(), frame.sequence(), hidden, version);
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
    void changeOfAMessageThatIsGoneTakesItsPositionAndShowsNothing() {
        var change = new RecentFrame(Overlays.change(thread, 8, 7));
        new ShownFrames(replica.log()).complete(thread, List.of(change));
        assertThat(change.isComplete()).isTrue();
        assertThat(change.shown()).isEmpty();
    }
}
