package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.internal.v1.Refusal;
import dev.parley.safety.internal.v1.RefusalReason;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.SendDraft;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc.SendScreenServiceBlockingStub;
import dev.parley.safety.internal.v1.Verdict;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.UnblockUserRequest;
import dev.parley.type.v1.TextSpan;
import io.grpc.Channel;
import io.grpc.Status.Code;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SafetyUnderTest.Shared.class)
final class SendScreenServiceTest {

    private static final String EMOJI = "\uD83D\uDE00";
    private static final Verdict ALLOWED =
            Verdict.newBuilder().setDecision(Decision.DECISION_ALLOW).build();
    private static final Verdict NO_CONTACT = Verdict.newBuilder()
            .setDecision(Decision.DECISION_REFUSE)
            .setRefusal(Refusal.newBuilder().setReason(RefusalReason.REFUSAL_REASON_CONTACT_NOT_ALLOWED))
            .build();

    private static final Verdict MALFORMED = Verdict.newBuilder()
            .setDecision(Decision.DECISION_REFUSE)
            .setRefusal(Refusal.newBuilder()
                    .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                    .setPolicy("draft-malformed"))
            .build();

    private final ServiceUnderTest safety;

    SendScreenServiceTest(SafetyUnderTest shared) {
        safety = shared.service();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "See you on Monday.", "tab\tline\nboth\r\n", "Grüße, 東京, " + EMOJI})
    void textIsAllowed(String text) {
        assertThat(verdictOn(text)).isEqualTo(ALLOWED);
    }

    @Test
    void blockIsVisibleInBothDirectionsAsSoonAsItIsAcknowledged() {
        SendDraft there = between("usr_s_ann", "usr_s_ben");
        SendDraft back = between("usr_s_ben", "usr_s_ann");
        assertThat(screen(there, back)).containsExactly(ALLOWED, ALLOWED);

        for (int round = 0; round < 5; round++) {
            blocks("usr_s_ann")
                    .blockUser(
                            BlockUserRequest.newBuilder().setUserId("usr_s_ben").build());
            assertThat(screen(there, back)).containsExactly(NO_CONTACT, NO_CONTACT);
            blocks("usr_s_ann")
                    .unblockUser(UnblockUserRequest.newBuilder()
                            .setUserId("usr_s_ben")
                            .build());
            assertThat(screen(there, back)).containsExactly(ALLOWED, ALLOWED);
        }
    }

    @Test
    void eitherBlockOfThePairStopsTheSend() {
        blocks("usr_s_cat")
                .blockUser(BlockUserRequest.newBuilder().setUserId("usr_s_dan").build());
        blocks("usr_s_dan")
                .blockUser(BlockUserRequest.newBuilder().setUserId("usr_s_cat").build());
        blocks("usr_s_cat")
                .unblockUser(
                        UnblockUserRequest.newBuilder().setUserId("usr_s_dan").build());

        assertThat(screen(between("usr_s_cat", "usr_s_dan"))).containsExactly(NO_CONTACT);
    }

    @Test
    void blockDoesNotStopASendToALargerThread() {
        blocks("usr_s_eve")
                .blockUser(BlockUserRequest.newBuilder().setUserId("usr_s_fay").build());

        SendDraft draft = between("usr_s_eve", "usr_s_fay").toBuilder()
                .clearCounterpartId()
                .build();
        assertThat(screen(draft, between("usr_s_eve", "usr_s_eve"))).containsExactly(ALLOWED, ALLOWED);
    }

    @Test
    void controlCharacterIsRefusedWithItsPosition() {
        assertThat(verdictOn("a" + EMOJI + "\u0000b\u0001")).isEqualTo(rejected("control-characters", 2, 3));
        assertThat(verdictOn("\u007F")).isEqualTo(rejected("control-characters", 0, 1));
        assertThat(verdictOn("x\u009F")).isEqualTo(rejected("control-characters", 1, 2));
    }

    @Test
    void textHasAtMostTenThousandCodePoints() {
        assertThat(verdictOn(EMOJI.repeat(10_000))).isEqualTo(ALLOWED);
        assertThat(verdictOn(EMOJI.repeat(10_001))).isEqualTo(rejected("text-length", 10_000, 10_001));
        assertThat(verdictOn("x".repeat(10_003))).isEqualTo(rejected("text-length", 10_000, 10_003));
    }

    @Test
    void onlyTheTextThatIsFarTooLongIsRefused() {
        SendDraft good = between("usr_q1", "usr_q2");
        SendDraft huge = good.toBuilder().setText("x".repeat(1_000_000)).build();

        assertThat(screen(good, huge, good))
                .containsExactly(ALLOWED, rejected("text-length", 10_000, 1_000_000), ALLOWED);
    }

    @Test
    void verdictsOfABatchComeInTheOrderOfItsDrafts() {
        blocks("usr_b0")
                .blockUser(BlockUserRequest.newBuilder().setUserId("usr_b100").build());
        List<SendDraft> drafts = IntStream.range(0, 256)
                .mapToObj(i -> between("usr_b0", "usr_b" + (i + 1)))
                .toList();

        var verdicts = screening(safety.asService("message-service", "safety.screen"))
                .screenSend(ScreenSendRequest.newBuilder().addAllDrafts(drafts).build())
                .getVerdictsList();

        assertThat(verdicts).hasSize(256);
        assertThat(IntStream.range(0, 256).filter(i -> !verdicts.get(i).equals(ALLOWED)))
                .containsExactly(99);
        assertThat(verdicts.get(99)).isEqualTo(NO_CONTACT);
    }

    @Test
    void batchHasOneToTwoHundredAndFiftySixDrafts() {
        assertInvalid(ScreenSendRequest.getDefaultInstance());
        var tooMany = ScreenSendRequest.newBuilder();
        IntStream.range(0, 257).forEach(i -> tooMany.addDrafts(between("usr_a", "usr_b")));
        assertInvalid(tooMany.build());
    }

    @Test
    void onlyTheMalformedDraftIsRefused() {
        SendDraft good = between("usr_q1", "usr_q2");

        assertThat(screen(
                        good,
                        SendDraft.getDefaultInstance(),
                        good.toBuilder().setThreadId("t").build(),
                        good.toBuilder().setThreadId("thr_a b").build(),
                        good.toBuilder().setSenderId("usr_a|b").build(),
                        good.toBuilder().setCounterpartId("bob").build(),
                        good))
                .containsExactly(ALLOWED, MALFORMED, MALFORMED, MALFORMED, MALFORMED, MALFORMED, ALLOWED);
    }

    @Test
    void onlyServicesWithTheScopeMayCall() {
        var request = request(between("usr_a", "usr_b"));
        WireProblems.assertProblem(
                () -> screening(safety.as("usr_a")).screenSend(request), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        WireProblems.assertProblem(
                () -> screening(safety.asService("file-service", "thread.policy"))
                        .screenSend(request),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
        WireProblems.assertProblem(
                () -> screening(safety.channel()).screenSend(request), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    private void assertInvalid(ScreenSendRequest request) {
        WireProblems.assertProblem(
                () -> screening(safety.asService("message-service", "safety.screen"))
                        .screenSend(request),
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    private Verdict verdictOn(String text) {
        return screen(between("usr_ann_text", "usr_ben_text").toBuilder()
                        .setText(text)
                        .build())
                .getFirst();
    }

    private List<Verdict> screen(SendDraft... drafts) {
        return screening(safety.asService("message-service", "safety.screen"))
                .screenSend(request(drafts))
                .getVerdictsList();
    }

    private static ScreenSendRequest request(SendDraft... drafts) {
        return ScreenSendRequest.newBuilder().addAllDrafts(List.of(drafts)).build();
    }

    private static SendDraft between(String sender, String counterpart) {
        return SendDraft.newBuilder()
                .setThreadId("thr_1")
                .setSenderId(sender)
                .setCounterpartId(counterpart)
                .setText("Hello")
                .build();
    }

    private static Verdict rejected(String policy, int start, int end) {
        return Verdict.newBuilder()
                .setDecision(Decision.DECISION_REFUSE)
                .setRefusal(Refusal.newBuilder()
                        .setReason(RefusalReason.REFUSAL_REASON_CONTENT_REJECTED)
                        .setPolicy(policy)
                        .setSpan(TextSpan.newBuilder().setStart(start).setEnd(end)))
                .build();
    }

    private static SendScreenServiceBlockingStub screening(Channel channel) {
        return SendScreenServiceGrpc.newBlockingStub(channel);
    }

    private BlockServiceGrpc.BlockServiceBlockingStub blocks(String user) {
        return BlockServiceGrpc.newBlockingStub(safety.as(user));
    }
}
