package dev.parley.message.grpc.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Overlay.Screening;
import dev.parley.message.log.Overlay.State;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Messages that were changed, on the wire.
final class MessageMapperTest {

    private static final Frame FRAME = new Frame(
            new ThreadId("thr_1"),
            7,
            5,
            new FrameId("msg_1"),
            Instant.EPOCH,
            new Frame.Posted(new UserId("usr_alice"), "as sent", Optional.empty()));

    private static Message message(long version, State state, @Nullable String text) {
        return MessageMapper.toProto(
                FRAME,
                new Overlay(
                        FRAME.thread(), 7, version, 7 + version, state, Optional.ofNullable(text), Screening.PASSED));
    }

    @Test
    void deletedMessageShowsNoTextOfItsOwn() {
        Message deleted = message(1, State.DELETED, "edited");
        assertThat(deleted.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
        assertThat(deleted.getText()).isEmpty();
        assertThat(deleted.getFallbackText()).isEqualTo("[Deleted]");
        assertThat(deleted.toString()).doesNotContain("as sent").doesNotContain("edited");
    }

    @Test
    void editedMessageShowsItsNewTextAtItsOldPlace() {
        Message edited = message(2, State.ACTIVE, "edited");
        assertThat(edited.getText()).isEqualTo("edited");
        assertThat(edited.getFallbackText()).isEqualTo("edited");
        assertThat(edited.getSequence()).isEqualTo(7);
        assertThat(edited.getUpdateSequence()).isEqualTo(9);
    }

    @Test
    void etagChangesWithTheTextAndTheStateOnly() {
        String asSent = MessageMapper.toProto(FRAME, null).getEtag();
        assertThat(message(1, State.ACTIVE, null).getEtag()).as("a reaction").isEqualTo(asSent);
        String edited = message(2, State.ACTIVE, "edited").getEtag();
        assertThat(message(3, State.ACTIVE, "edited").getEtag()).as("a pin").isEqualTo(edited);
        String again = message(4, State.ACTIVE, "edited again").getEtag();
        String deleted = message(5, State.DELETED, null).getEtag();
        assertThat(java.util.Set.of(asSent, edited, again, deleted)).hasSize(4);
    }
}
