package dev.parley.platform.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.PreviewServiceGrpc;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.v1.CardDraft;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc;
import org.junit.jupiter.api.Test;

class UnknownFieldsTest {

    @Test
    void knownFieldsPass() {
        assertThatCode(() -> UnknownFields.refuse(SendMessageRequest.newBuilder()
                        .setText("text")
                        .setCard(CardDraft.getDefaultInstance())
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void unknownFieldIsNamedByItsNumber() {
        assertThatThrownBy(() -> UnknownFields.refuse(newer(SendMessageRequest.newBuilder(), 77)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new FieldUnknown("#77")));
    }

    @Test
    void unknownFieldIsFoundInsideOtherMessages() {
        var send = SendMessageRequest.newBuilder().setCard((CardDraft) newer(CardDraft.newBuilder(), 9));
        assertFound(send.build(), "card.#9");
    }

    @Test
    void unknownFieldIsFoundInsideLists() {
        var participant = (FenceParticipant) newer(FenceParticipant.newBuilder(), 99);
        var fence = Fence.newBuilder()
                .addParticipants(FenceParticipant.getDefaultInstance())
                .addParticipants(participant);
        assertFound(SetFencesRequest.newBuilder().addFences(fence).build(), "fences[0].participants[1].#99");
    }

    @Test
    void publicRpcsRefuseAndServicesDoNot() {
        assertThat(UnknownFields.areRefusedBy(MessageServiceGrpc.getSendMessageMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(ThreadServiceGrpc.getCreateThreadMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(ReceiptServiceGrpc.getMarkReadMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(BlockServiceGrpc.getBlockUserMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(ThreadServiceGrpc.getGetThreadMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(MessageServiceGrpc.getWatchThreadMethod()))
                .isTrue();
        assertThat(UnknownFields.areRefusedBy(InboxServiceGrpc.getListInboxMethod()))
                .isTrue();

        assertThat(UnknownFields.areRefusedBy(FenceServiceGrpc.getSetFencesMethod()))
                .isFalse();
        assertThat(UnknownFields.areRefusedBy(PreviewServiceGrpc.getGetPreviewsMethod()))
                .isFalse();
    }

    @Test
    void streamsOfSendsAreLeftToTheirHandler() {
        assertThat(UnknownFields.areRefusedBy(MessageServiceGrpc.getSendMessagesMethod()))
                .isFalse();
    }

    private static void assertFound(Message message, String field) {
        assertThatThrownBy(() -> UnknownFields.refuse(message))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new FieldUnknown(field)));
    }

    private static Message newer(Message.Builder message, int number) {
        return message.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(number, Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
    }
}
