package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Overlay;
import dev.parley.message.read.ShownMessage;
import dev.parley.message.v1.MessageState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeletedPreviewTest {

    /// A reader shows words of its own language for it.
    @Test
    void previewOfADeletedMessageSaysSoAndShowsNoText() {
        var posted = new Frame.Posted(new UserId("usr_alice"), "as sent", Optional.empty());
        var frame = new Frame(new ThreadId("thr_1"), 7, 5, new FrameId("msg_1"), Instant.EPOCH, posted);
        var deletion = new Frame(
                frame.thread(),
                8,
                5,
                new FrameId("msg_2"),
                Instant.EPOCH,
                new Frame.Unknown(new Frame.Kind(Frame.Kind.FIRST_CHANGE), Optional.empty(), Optional.empty(), ""));
        var overlay = Overlay.asSent(frame.thread(), frame.sequence()).deleted(deletion);

        var preview = PreviewGrpcService.toProto(new ShownMessage(frame, Optional.of(overlay)));

        assertThat(preview.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
        assertThat(preview.getText()).isEmpty();
        assertThat(preview.getFallbackText()).isEqualTo("[Deleted]");
    }

    @Test
    void previewOfAMessageOfANewerVersionKeepsItsKind() {
        var content = new Frame.Unknown(new Frame.Kind(7), Optional.empty(), Optional.empty(), "a caption");
        var frame = new Frame(new ThreadId("thr_1"), 7, 5, new FrameId("msg_1"), Instant.EPOCH, content);

        var preview = PreviewGrpcService.toProto(new ShownMessage(frame, Optional.empty()));

        assertThat(preview.getKindValue()).isEqualTo(7);
        assertThat(preview.getText()).isEqualTo("a caption");
    }
}
