package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest.FieldViolation;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.FenceServiceGrpc.FenceServiceBlockingStub;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.MessageRef;
import io.grpc.Status.Code;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Requests that break a rule of their proto are refused with the name of the field, and change nothing.
@ExtendWith(RunningService.class)
final class MalformedRequestsTest {

    private static final String ALICE = "usr_alice";
    private static final Wire WIRE = Wire.shared();
    private static final int MOST_PARTICIPANTS = 3_000;
    private static final int MOST_REFS = 200;

    private final String thread = "thr_" + UUID.randomUUID();
    private final FenceServiceBlockingStub fences =
            FenceServiceGrpc.newBlockingStub(WIRE.service.asService("thread-service", "message.fence"));

    private Fence.Builder fence(int participants) {
        var fence = Fence.newBuilder().setThreadId(thread).setVersion(1).setStatus(FenceStatus.FENCE_STATUS_OPEN);
        IntStream.range(0, participants).forEach(i -> fence.addParticipants(participant("usr_" + i)));
        return fence;
    }

    private static FenceParticipant participant(String user) {
        return FenceParticipant.newBuilder().setUserId(user).build();
    }

    private long setFence(Fence.Builder fence) {
        return fences.setFences(SetFencesRequest.newBuilder().addFences(fence).build())
                .getResults(0)
                .getVersion();
    }

    private static void assertInvalid(ThrowingCallable call, String field) {
        var refused = assertProblem(call, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(refused).getFieldViolationsList())
                .extracting(FieldViolation::getField)
                .containsExactly(field);
        assertThat(badRequest(refused).getFieldViolations(0).getDescription()).isNotEmpty();
    }

    @Test
    void fenceNeedsAVersionAndAStatus() {
        assertInvalid(() -> setFence(fence(2).setVersion(0)), "fences[0].version");
        assertInvalid(() -> setFence(fence(2).setVersion(-1)), "fences[0].version");
        assertInvalid(() -> setFence(fence(2).setStatus(FenceStatus.FENCE_STATUS_UNSPECIFIED)), "fences[0].status");
        assertInvalid(() -> setFence(fence(2).setThreadId("nonsense")), "fences[0].thread_id");
        assertInvalid(() -> fences.setFences(SetFencesRequest.getDefaultInstance()), "fences");
        assertThat(setFence(fence(2))).as("the first that is stored").isEqualTo(1);
    }

    @Test
    void fenceHasAtMostThreeThousandParticipantsEachOnce() {
        assertInvalid(() -> setFence(fence(MOST_PARTICIPANTS + 1)), "fences[0].participants");
        assertInvalid(() -> setFence(fence(2).addParticipants(participant("usr_1"))), "fences[0].participants");
        assertInvalid(
                () -> setFence(fence(1).addParticipants(participant("service:x"))),
                "fences[0].participants[1].user_id");
        assertThat(setFence(fence(MOST_PARTICIPANTS))).isEqualTo(1);
    }

    @Test
    void batchNamesOneToTwoHundredMessages() {
        assertInvalid(() -> batch(0), "refs");
        assertInvalid(() -> batch(MOST_REFS + 1), "refs");
        assertThat(batch(MOST_REFS)).isZero();
        var malformed = BatchGetMessagesRequest.newBuilder().addRefs(ref("message-1"));
        assertInvalid(() -> WIRE.as(ALICE).batchGetMessages(malformed.build()), "refs[0].message_id");
    }

    private int batch(int refs) {
        var request = BatchGetMessagesRequest.newBuilder();
        IntStream.range(0, refs).forEach(i -> request.addRefs(ref("msg_" + i)));
        return WIRE.as(ALICE).batchGetMessages(request.build()).getMessagesCount();
    }

    private MessageRef ref(String message) {
        return MessageRef.newBuilder().setThreadId(thread).setMessageId(message).build();
    }

    @Test
    void invalidMessageIdsAreRefused() {
        for (String id : new String[] {"", "msg_", "thr_1", "msg_a b", "msg_" + "x".repeat(61)}) {
            var request = GetMessageRequest.newBuilder().setThreadId(thread).setMessageId(id);
            assertInvalid(() -> WIRE.as(ALICE).getMessage(request.build()), "message_id");
        }
    }
}
