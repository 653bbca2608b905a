package dev.parley.message.grpc.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Overlay.Screening;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The wire form of messages that were changed.
final class MessageMapperTest {

    private static final Frame FRAME = new Frame(
            new ThreadId("thr_1"),
            7,
            5,
            new FrameId("msg_1"),
            Instant.EPOCH,
            new Frame.Posted(new UserId("usr_alice"), "as sent", Optional.empty()));

    private static final Overlay AS_SENT = Overlay.asSent(FRAME.thread(), FRAME.sequence());

    /// Creates a frame that changes a message, at its own time.
    private static Frame change(long sequence) {
        return new Frame(
                FRAME.thread(),
                sequence,
                5,
                new FrameId("msg_" + sequence),
                Instant.EPOCH.plusSeconds(sequence),
                new Frame.Unknown(new Frame.Kind(Frame.Kind.FIRST_CHANGE), Optional.empty(), Optional.empty(), ""));
    }

    private static Message message(Overlay overlay) {
        return MessageMapper.toProto(FRAME, overlay);
    }

    private static Message message(Frame.Content content) {
        return MessageMapper.toProto(new Frame(FRAME.thread(), 7, 5, FRAME.id(), FRAME.createTime(), content), null);
    }

    @Test
    void messageOfAServiceNamesIt() {
        Message message =
                message(new Frame.Posted(Optional.of(new Actor("service:cards")), "from a service", Optional.empty()));
        assertThat(message.getSenderId()).isEqualTo("service:cards");
        assertThat(message.getText()).isEqualTo("from a service");
    }

    @Test
    void messageOfAnErasedUserHasNoSenderButAFallback() {
        Message message = message(new Frame.Posted(Optional.empty(), "", Optional.empty()));
        assertThat(message.getSenderId()).isEmpty();
        assertThat(message.getKind()).isEqualTo(MessageKind.MESSAGE_KIND_TEXT);
        assertThat(message.getText()).isEmpty();
        assertThat(message.getFallbackText()).isEqualTo("[Deleted]");
    }

    @Test
    void messageOfANewerVersionKeepsItsKindItsSenderAndItsCaption() {
        Message message = message(new Frame.Unknown(
                new Frame.Kind(9), Optional.of(new Actor("usr_alice")), Optional.empty(), "a caption"));
        assertThat(message.getKindValue()).isEqualTo(9);
        assertThat(message.getSenderId()).isEqualTo("usr_alice");
        assertThat(message.getText()).isEqualTo("a caption");
        assertThat(message.getFallbackText()).isEqualTo("a caption");
        Message bare = message(new Frame.Unknown(new Frame.Kind(9), Optional.empty(), Optional.empty(), ""));
        assertThat(bare.getFallbackText()).isEqualTo("[Unsupported message]");
    }

    @Test
    void messageOfANewerVersionIsShownInItsCurrentState() {
        var content = new Frame.Unknown(
                new Frame.Kind(9), Optional.of(new Actor("usr_alice")), Optional.empty(), "a caption");
        var frame = new Frame(FRAME.thread(), 7, 5, FRAME.id(), FRAME.createTime(), content);
        Message edited = MessageMapper.toProto(frame, AS_SENT.edited(change(8), "edited"));
        assertThat(edited.getText()).isEqualTo("edited");
        assertThat(edited.getFallbackText()).isEqualTo("edited");
        Message deleted = MessageMapper.toProto(frame, AS_SENT.deleted(change(9)));
        assertThat(deleted.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
        assertThat(deleted.getKindValue()).isEqualTo(9);
        assertThat(deleted.toString()).doesNotContain("caption");
        assertThat(deleted.getFallbackText()).isEqualTo("[Deleted]");
    }

    @Test
    void noticeOfANewerVersionIsNoMessageOfItsActor() {
        Message notice = message(new Frame.Unknown(
                new Frame.Kind(Frame.Kind.FIRST_NOTICE + 50),
                Optional.of(new Actor("usr_alice")),
                Optional.empty(),
                ""));
        assertThat(notice.getKind()).isEqualTo(MessageKind.MESSAGE_KIND_SYSTEM);
        assertThat(notice.getSenderId()).isEmpty();
        assertThat(notice.getFallbackText()).isEqualTo("[Unsupported message]");
    }

    @Test
    void deletedMessageShowsNoText() {
        Message deleted = message(AS_SENT.edited(change(8), "edited").deleted(change(9)));
        assertThat(deleted.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
        assertThat(deleted.getText()).isEmpty();
        assertThat(deleted.getFallbackText()).isEqualTo("[Deleted]");
        assertThat(deleted.getDeleteTime()).isEqualTo(WireTime.toProto(Instant.EPOCH.plusSeconds(9)));
        assertThat(deleted.toString()).doesNotContain("as sent").doesNotContain("edited");
    }

    @Test
    void restoredMessageHasItsTextAndNoDeleteTime() {
        Message restored =
                message(AS_SENT.edited(change(8), "edited").deleted(change(9)).restored(change(10)));
        assertThat(restored.getState()).isEqualTo(MessageState.MESSAGE_STATE_ACTIVE);
        assertThat(restored.getText()).isEqualTo("edited");
        assertThat(restored.hasDeleteTime()).isFalse();
        assertThat(restored.getEditTime()).isEqualTo(WireTime.toProto(Instant.EPOCH.plusSeconds(8)));
    }

    @Test
    void editedMessageShowsItsNewTextAtItsOldPosition() {
        Message edited = message(AS_SENT.edited(change(8), "edited").touched(change(9)));
        assertThat(edited.getText()).isEqualTo("edited");
        assertThat(edited.getFallbackText()).isEqualTo("edited");
        assertThat(edited.getSequence()).isEqualTo(7);
        assertThat(edited.getUpdateSequence()).isEqualTo(9);
        assertThat(edited.getEditTime()).isEqualTo(WireTime.toProto(Instant.EPOCH.plusSeconds(8)));
        assertThat(edited.hasDeleteTime()).isFalse();
    }

    @Test
    void unchangedMessageHasNeitherTime() {
        Message sent = MessageMapper.toProto(FRAME, null);
        assertThat(sent.getUpdateSequence()).isEqualTo(7);
        assertThat(sent.hasEditTime()).isFalse();
        assertThat(sent.hasDeleteTime()).isFalse();
    }

    @Test
    void etagChangesWithTheTextAndTheStateOnly() {
        String asSent = MessageMapper.toProto(FRAME, null).getEtag();
        assertThat(message(AS_SENT.screened(Screening.REFUSED)).getEtag())
                .as("a finding")
                .isEqualTo(asSent);
        assertThat(message(AS_SENT.touched(change(8))).getEtag())
                .as("a reaction")
                .isEqualTo(asSent);
        Overlay edited = AS_SENT.touched(change(8)).edited(change(9), "edited");
        assertThat(message(edited.touched(change(10))).getEtag())
                .as("a pin")
                .isEqualTo(message(edited).getEtag());
    }

    @Test
    void noEtagComesTwice() {
        var overlays = new ArrayList<Overlay>(List.of(AS_SENT));
        overlays.add(overlays.getLast().edited(change(8), "A"));
        overlays.add(overlays.getLast().edited(change(9), "B"));
        overlays.add(overlays.getLast().edited(change(10), "A"));
        overlays.add(overlays.getLast().deleted(change(11)));
        overlays.add(overlays.getLast().restored(change(12)));
        overlays.add(overlays.getLast().deleted(change(13)));
        overlays.add(overlays.getLast().restored(change(14)));
        assertThat(overlays).extracting(overlay -> message(overlay).getEtag()).doesNotHaveDuplicates();
        assertThat(MessageMapper.toProto(FRAME, null).getEtag())
                .isEqualTo(message(AS_SENT).getEtag());
    }

    @Test
    void cursorWithoutAReadPositionHasNoTimeAndNoVersion() {
        var user = new UserId("usr_alice");
        var delivered = MessageMapper.toProto(new Cursor(user, 0, 0, Instant.EPOCH).withDelivered(7));
        assertThat(delivered.hasReadTime()).isFalse();
        assertThat(delivered.getVersion()).isZero();
        assertThat(delivered.getDeliveredSequence()).isEqualTo(7);
        var read = new Cursor(user, 3, 2, Instant.EPOCH.plusSeconds(1));
        assertThat(MessageMapper.toProto(read).hasReadTime()).isTrue();
        assertThat(MessageMapper.toProto(read).getVersion()).isEqualTo(read.version());
        assertThat(MessageMapper.toProto(read).getDeliveredSequence()).isEqualTo(3);
    }
}
