package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A sender that got no response retries the send, whatever has changed since.
@ExtendWith(RunningService.class)
final class RepeatedSendTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = Wire.shared();

    private final String thread = WIRE.thread(ALICE, BOB);
    private final SendMessageRequest request = Wire.text(thread, "lost-answer", "Sent once");
    private final SendMessageResponse first = WIRE.as(ALICE).sendMessage(request);

    @Test
    void retryAfterABlockGetsTheFirstResult() {
        WIRE.fence(thread, 2, ALICE + "!", BOB);
        assertIsReplayed();
        assertRefused("Another text", Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
    }

    @Test
    void retryAfterTheThreadWasLockedGetsTheFirstResult() {
        WIRE.fence(thread, 2, FenceStatus.FENCE_STATUS_LOCKED, ALICE, BOB);
        assertIsReplayed();
        assertRefused("Another text", Code.FAILED_PRECONDITION, "THREAD_LOCKED");
    }

    @Test
    void retryAfterARemovalGetsTheFirstResult() {
        WIRE.fence(thread, 2, BOB, "usr_carol");
        assertIsReplayed();
        assertRefused("Another text", Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void retryWithOtherContentIsRefused() {
        WIRE.fence(thread, 2, ALICE + "!", BOB);
        var other = request.toBuilder().setText("Other content").build();
        assertProblem(() -> WIRE.as(ALICE).sendMessage(other), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
    }

    @Test
    void nobodyElseGetsTheFirstResult() {
        assertProblem(
                () -> WIRE.as("usr_stranger").sendMessage(request), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    private void assertIsReplayed() {
        var again = WIRE.as(ALICE).sendMessage(request);
        assertThat(again.getMessage()).isEqualTo(first.getMessage());
        assertThat(again.getReplayed()).isTrue();
    }

    private void assertRefused(String text, Code code, String reason) {
        assertProblem(() -> WIRE.send(ALICE, thread, text), code, reason);
    }
}
