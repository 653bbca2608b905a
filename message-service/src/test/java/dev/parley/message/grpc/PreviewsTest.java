package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.MessagePreview;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.message.internal.v1.PreviewResult;
import dev.parley.message.internal.v1.PreviewServiceGrpc;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class PreviewsTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final Wire WIRE = Wire.shared();

    private static PreviewQuery query(String thread, String message, String... users) {
        return PreviewQuery.newBuilder()
                .setThreadId(thread)
                .setMessageId(message)
                .addAllUserIds(List.of(users))
                .build();
    }

    private static List<PreviewResult> previews(PreviewQuery... queries) {
        return WIRE.previews()
                .getPreviews(GetPreviewsRequest.newBuilder()
                        .addAllQueries(List.of(queries))
                        .build())
                .getResultsList();
    }

    @Test
    void previewBeginsWithTheFirstVisibleCharacter() {
        String thread = WIRE.thread(ALICE, BOB);
        Message sent = WIRE.send(ALICE, thread, "\n\u200b".repeat(150) + "Hi");
        MessagePreview preview =
                previews(query(thread, sent.getMessageId(), BOB)).getFirst().getPreview();
        assertThat(preview.getText()).isEqualTo("Hi");
        assertThat(preview.getFallbackText()).isEqualTo("Hi");
    }

    @Test
    void previewIsTheStartOfTheMessageForThoseWhoMaySeeIt() {
        String thread = WIRE.thread(ALICE, BOB);
        Message sent = WIRE.send(ALICE, thread, "🎉".repeat(130));
        PreviewResult result = previews(query(thread, sent.getMessageId(), ALICE, BOB, "usr_mallory"))
                .getFirst();
        assertThat(result.getDeniedUserIdsList()).containsExactly("usr_mallory");
        assertThat(result.getPreview())
                .isEqualTo(MessagePreview.newBuilder()
                        .setMessageId(sent.getMessageId())
                        .setSenderId(ALICE)
                        .setKind(MessageKind.MESSAGE_KIND_TEXT)
                        .setText("🎉".repeat(120))
                        .setFallbackText("🎉".repeat(120))
                        .setCreateTime(sent.getCreateTime())
                        .setState(MessageState.MESSAGE_STATE_ACTIVE)
                        .build());
    }

    @Test
    void hiddenSenderIsNotPreviewed() {
        String thread = WIRE.thread(ALICE, BOB, CAROL);
        WIRE.fence(Wire.fenceOf(thread, 2, FenceStatus.FENCE_STATUS_OPEN, ALICE, BOB, CAROL)
                .addHiddenSenders(ByteString.copyFrom(new byte[] {2}))
                .build());
        Message hidden = WIRE.send(BOB, thread, "Hidden for Alice");
        List<PreviewResult> results = previews(
                query(thread, hidden.getMessageId(), ALICE),
                query(thread, hidden.getMessageId(), ALICE, CAROL),
                query(thread, "msg_nothing", CAROL));
        assertThat(results.get(0).hasPreview()).isFalse();
        assertThat(results.get(1).getPreview().getText()).isEqualTo("Hidden for Alice");
        assertThat(results.get(1).getDeniedUserIdsList()).containsExactly(ALICE);
        assertThat(results.get(2).hasPreview()).isFalse();
    }

    @Test
    void onlyServicesWithTheScopeGetPreviews() {
        var request = GetPreviewsRequest.newBuilder()
                .addQueries(query("thr_1", "msg_1", ALICE))
                .build();
        for (var channel : List.of(WIRE.service.as(ALICE), WIRE.service.asService("x", "message.fence"))) {
            assertProblem(
                    () -> PreviewServiceGrpc.newBlockingStub(channel).getPreviews(request),
                    Code.PERMISSION_DENIED,
                    "SCOPE_MISSING");
        }
    }
}
