package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.Revision.Delete;
import dev.parley.message.log.Revision.Edit;
import dev.parley.message.log.Revision.Hide;
import dev.parley.message.log.Revision.Restore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The contract of every engine for changes of messages.
public interface MessageLogContractRevisions extends MessageLogContractStore {

    @Test
    default void editsOfOneMessageFollowEachOther() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        var edits = new ArrayList<CompletableFuture<Overlay>>();
        for (int edit = 1; edit <= 50; edit++) {
            edits.add(write(log, thread, "edit-" + edit, message.messageId(), new Edit("text " + edit)));
        }
        List<Overlay> states =
                edits.stream().map(MessageLogContractRevisions::done).toList();
        assertThat(states)
                .extracting(Overlay::version)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
        Page page = log.after(thread, 0, 100).orElseThrow();
        assertThat(page.overlays()).isEqualTo(Map.of(message.sequence(), states.getLast()));
        assertThat(states.getLast().text()).contains("text 50");
        assertThat(states.getLast().updateSequence()).isEqualTo(51);
        assertThat(page.frames().getLast().content())
                .isEqualTo(new Frame.Unknown(
                        Revision.KIND,
                        Optional.empty(),
                        Optional.of(new Frame.Reference(message.messageId(), message.sequence())),
                        ""));
        assertThat(page.state().head()).isEqualTo(new Head(51, 1));
        assertThat(page.state().messageSequence()).isEqualTo(1);
    }

    @Test
    default void editsOfTwoInstancesSeeEachOther() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        Frame message = sent(logs.getFirst(), thread, "request-1");
        var edits = new ArrayList<CompletableFuture<Overlay>>();
        for (int edit = 0; edit < 40; edit++) {
            edits.add(write(logs.get(edit % 2), thread, "edit-" + edit, message.messageId(), new Edit("text " + edit)));
        }
        assertThat(edits.stream().map(edit -> done(edit).version()).sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    default void messageOfTheSameBatchIsEdited() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        var edits = new ArrayList<CompletableFuture<Overlay>>();
        for (int send = 0; send < 20; send++) {
            log.append(text(thread, ALICE, "request-" + send, "text"));
            MessageId message = FrameId.ofSend(thread, ALICE, "request-" + send);
            edits.add(write(log, thread, "one-" + send, message, new Edit("one")));
            edits.add(write(log, thread, "two-" + send, message, new Edit("two")));
        }
        for (int send = 0; send < 20; send++) {
            assertThat(done(edits.get(2 * send)).version()).isEqualTo(1);
            assertThat(done(edits.get(2 * send + 1)).version()).isEqualTo(2);
        }
        assertThat(log.after(thread, 0, 100).orElseThrow().overlays().values())
                .hasSize(20)
                .allMatch(overlay -> overlay.text().equals(Optional.of("two")));
    }

    @Test
    default void deletedMessageKeepsItsPositionAndARetryReportsTheDeletion() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        done(write(log, thread, "edit", message.messageId(), new Edit("edited")));
        Overlay deleted = done(write(log, thread, "delete", message.messageId(), new Delete()));

        Page page =
                log.page(thread, MessageLog.PageRequest.messagesAfter(0, 10)).orElseThrow();
        assertThat(page.frames()).as("changes are not listed").containsExactly(message);
        assertThat(page.overlays()).isEqualTo(Map.of(message.sequence(), deleted));
        assertThat(deleted.state()).isEqualTo(Overlay.State.DELETED);
        assertThat(log.find(Map.of(message.messageId(), thread)).getFirst().overlay())
                .contains(deleted);
        assertThat(MessageLogContractStore.get(open().append(text(thread, ALICE, "request-1", "text of request-1"))))
                .isEqualTo(new Appended(message, Optional.of(deleted), true));
    }

    @Test
    default void stateRecordsWhichFramesChangedTheMessageAndWhen() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        MessageId id = message.messageId();
        done(write(log, thread, "edit", id, new Edit("edited")));
        assertBody(stored(log, message), 2, Optional.of(time(log, thread, 2)), Optional.empty());
        done(write(log, thread, "delete", id, new Delete()));
        assertBody(stored(log, message), 3, Optional.of(time(log, thread, 2)), Optional.of(time(log, thread, 3)));
        done(write(log, thread, "hide", id, new Hide(BOB, true)));
        Overlay hidden = stored(log, message);
        assertBody(hidden, 3, Optional.of(time(log, thread, 2)), Optional.of(time(log, thread, 3)));
        assertThat(hidden.updateSequence()).isEqualTo(4);
        done(write(log, thread, "restore", id, new Restore()));
        assertBody(stored(log, message), 5, Optional.of(time(log, thread, 2)), Optional.empty());
        Overlay last = done(write(log, thread, "as before", id, new Edit("text of request-1")));
        assertBody(stored(log, message), 6, Optional.of(time(log, thread, 6)), Optional.empty());
        assertThat(last).isEqualTo(stored(log, message));
    }

    private static Overlay stored(ContractLog log, Frame message) {
        Overlay found = log.find(Map.of(message.messageId(), message.thread()))
                .getFirst()
                .overlay()
                .orElseThrow();
        Page page = log.after(message.thread(), 0, 10).orElseThrow();
        assertThat(page.overlays()).isEqualTo(Map.of(message.sequence(), found));
        return found;
    }

    private static Instant time(ContractLog log, ThreadId thread, int sequence) {
        return MessageLogContractStore.history(log, thread).get(sequence - 1).createTime();
    }

    private static void assertBody(
            Overlay overlay, long sequence, Optional<Instant> editTime, Optional<Instant> deleteTime) {
        assertThat(overlay.body().sequence()).isEqualTo(sequence);
        assertThat(overlay.body().editTime()).isEqualTo(editTime);
        assertThat(overlay.body().deleteTime()).isEqualTo(deleteTime);
        assertThat(overlay.state()).isEqualTo(deleteTime.isPresent() ? Overlay.State.DELETED : Overlay.State.ACTIVE);
    }

    @Test
    default void retriedChangeIsWrittenOnce() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        Overlay first = done(write(log, thread, "edit", message.messageId(), new Edit("edited")));
        assertThat(done(write(open(), thread, "edit", message.messageId(), new Edit("edited"))))
                .isEqualTo(first);
        assertThat(MessageLogContractStore.history(log, thread)).hasSize(2);
    }

    @Test
    default void hiddenMessageIsShownAgain() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        done(write(log, thread, "hide", message.messageId(), new Hide(BOB, true)));
        assertThat(log.after(thread, 0, 10).orElseThrow().hiddenFor())
                .isEqualTo(Map.of(message.sequence(), Set.of(BOB)));
        var both = List.of(
                write(log, thread, "show", message.messageId(), new Hide(BOB, false)),
                write(log, thread, "hide again", message.messageId(), new Hide(BOB, true)),
                write(log, thread, "show again", message.messageId(), new Hide(BOB, false)));
        both.forEach(MessageLogContractRevisions::done);
        assertThat(log.after(thread, 0, 10).orElseThrow().hiddenFor()).isEmpty();
    }

    /// Reads a message, with or without its state, and changes nothing.
    record Glance(ThreadId thread, MessageId target, boolean readsState) implements Change<String> {
        @Override
        public Optional<KnownRows.Lookup> identity() {
            return Optional.empty();
        }

        @Override
        public List<KnownRows.Lookup> references() {
            return List.of(new KnownRows.Lookup(thread, FrameId.of(target), new byte[0]));
        }

        @Override
        public boolean knowsFence(long storedVersion) {
            return true;
        }

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public Outcome<String> decide(GrowingThread growing, Known known, Instant now) {
            return Outcome.unchanged(String.valueOf(known.find(references().getFirst())));
        }
    }

    /// An engine that gives more than was looked up would hide that a change does not say what it reads.
    @Test
    default void onlyAChangeThatReadsStatesGetsThem() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame message = sent(log, thread, "request-1");
        done(write(log, thread, "edit", message.messageId(), new Edit("edited")));
        String with = log.write(new Glance(thread, message.messageId(), true))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        String without = log.write(new Glance(thread, message.messageId(), false))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(with).contains("text of request-1", "edited", ALICE.value());
        assertThat(without).contains("sequence=1").doesNotContain("text of request-1", "edited", ALICE.value());
    }

    /// Writes a change of a message.
    static CompletableFuture<Overlay> write(
            ContractLog log, ThreadId thread, String requestId, MessageId target, Revision.Work work) {
        return log.write(new Revision(thread, requestId, target, work));
    }

    /// Returns the state of the message after a change.
    static Overlay done(CompletableFuture<Overlay> change) {
        return change.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
