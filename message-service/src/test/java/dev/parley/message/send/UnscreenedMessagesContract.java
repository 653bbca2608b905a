package dev.parley.message.send;

import static dev.parley.message.log.MessageLogContractRevisions.done;
import static dev.parley.message.log.MessageLogContractRevisions.write;
import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.HASHER;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.log.MessageLogContractRevisions;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Post;
import dev.parley.message.log.Revision.Delete;
import dev.parley.message.log.Revision.Edit;
import dev.parley.message.log.Revision.Hide;
import dev.parley.message.log.Revision.Restore;
import dev.parley.message.log.Screened;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of every engine for messages that safety has not screened.
public interface UnscreenedMessagesContract extends MessageLogContractStore {

    /// Returns the unscreened messages of the store.
    UnscreenedMessages unscreened();

    @Test
    default void unscreenedMessagesAreReturnedUntilTheyAreSettled() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, "request-0");
        Frame first = unscreened(log, thread, "request-1");
        Frame second = unscreened(log, thread, "request-2");
        Frame third = unscreened(log, thread, "request-3");
        assertThat(offered(thread)).containsExactly(first, second, third);

        unscreened().settle(List.of(first, third));
        unscreened().settle(List.of(third));

        assertThat(offered(thread)).containsExactly(second);
        unscreened().settle(List.of(second));
    }

    @Test
    default void refusalIsAnOverlayAndARepeatedOneChangesNothing() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame first = unscreened(log, thread, "request-1");
        Frame third = unscreened(log, thread, "request-2");
        refuse(log, third);
        refuse(log, third);

        Overlay refused = found(log, third).overlay().orElseThrow();
        assertThat(refused.screening()).isEqualTo(Overlay.Screening.REFUSED);
        assertThat(refused.version()).isEqualTo(1);
        assertThat(found(log, third).frame()).as("the log does not change").isEqualTo(third);
        assertThat(found(log, first).overlay()).isEmpty();
        assertThat(log.after(thread, 0, 10).orElseThrow().overlays()).isEqualTo(Map.of(third.sequence(), refused));
        unscreened().settle(List.of(first, third));
    }

    @Test
    default void returnedMessagesMoveToTheEnd() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame first = unscreened(log, thread, "request-1");
        Frame second = unscreened(log, thread, "request-2");
        unscreened()
                .settle(all().stream()
                        .filter(frame -> !frame.thread().equals(thread))
                        .toList());
        assertThat(unscreened().unscreened(1)).hasSize(1);
        List<Frame> next = unscreened().unscreened(1);
        assertThat(next).as("the other one").hasSize(1);
        assertThat(unscreened().unscreened(2)).containsExactlyInAnyOrder(first, second);
        unscreened().settle(List.of(first, second));
    }

    @Test
    default void editEndsWhatWasFoundAboutTheOldText() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = unscreened(log, thread, "request-1");
        refuse(log, message);
        Overlay edited = done(write(log, thread, "edit-1", message.messageId(), new Edit("edited")));
        assertThat(edited.version()).isEqualTo(2);
        assertThat(edited.screening()).isEqualTo(Overlay.Screening.PASSED);
    }

    @Test
    default void lateResultForAReplacedTextChangesNothing() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = unscreened(log, thread, "request-1");
        Overlay edited = done(write(log, thread, "edit-1", message.messageId(), new Edit("edited")));
        refuse(log, message);
        assertThat(found(log, message).overlay()).contains(edited);
    }

    @Test
    default void lateResultIsKeptThoughTheMessageWasDeletedAndRestored() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = unscreened(log, thread, "request-1");
        done(write(log, thread, "delete-1", message.messageId(), new Delete()));
        done(write(log, thread, "restore-1", message.messageId(), new Restore()));
        refuse(log, message);
        assertThat(found(log, message).overlay().orElseThrow().screening()).isEqualTo(Overlay.Screening.REFUSED);
    }

    @Test
    default void screeningResultDuringOtherChangesIsNeitherLostNorAnOutage() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int round = 0; round < 30; round++) {
            Frame message = unscreened(log, thread, "request-" + round);
            String name = "hide-" + round;
            var changes = IntStream.range(0, 4)
                    .mapToObj(hide -> write(log, thread, name + "-" + hide, message.messageId(), new Hide(BOB, true)))
                    .toList();
            refuse(log, message);
            changes.forEach(MessageLogContractRevisions::done);
            Overlay last = found(log, message).overlay().orElseThrow();
            assertThat(last.version()).isEqualTo(5);
            assertThat(last.screening()).isEqualTo(Overlay.Screening.REFUSED);
        }
    }

    private List<Frame> all() {
        return unscreened().unscreened(1_000);
    }

    private List<Frame> offered(ThreadId thread) {
        return all().stream()
                .filter(frame -> frame.thread().equals(thread))
                .sorted((one, other) -> Long.compare(one.sequence(), other.sequence()))
                .toList();
    }

    private static Found found(ContractLog log, Frame frame) {
        return log.find(Map.of(frame.messageId(), frame.thread())).getFirst();
    }

    private static void refuse(ContractLog log, Frame message) {
        log.write(new Screened(message.thread(), message.messageId(), message.sequence(), Overlay.Screening.REFUSED))
                .join();
    }

    private static Frame unscreened(ContractLog log, ThreadId thread, String requestId) {
        var draft = new Draft(thread, ALICE, requestId, "text", Optional.empty());
        return get(log.append(Post.of(draft, HASHER, fence(thread, 1, ALICE, BOB), false)))
                .frame();
    }
}
