package dev.parley.message.grpc.fence;

import static dev.parley.message.grpc.Wire.fenceOf;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.google.rpc.PreconditionFailure;
import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.Gate;
import dev.parley.message.internal.v1.GateState;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.v1.LeaveCause;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status.Code;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class FencesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final Wire WIRE = Wire.shared();

    private static Fence.Builder open(String thread, long version, String... users) {
        return fenceOf(thread, version, FenceStatus.FENCE_STATUS_OPEN, users);
    }

    @Test
    void oldFenceChangesNothing() {
        String thread = WIRE.thread(ALICE, BOB);
        assertThat(WIRE.fence(thread, 5, ALICE, BOB)).isEqualTo(5);
        assertThat(WIRE.fence(thread, 4, ALICE)).isEqualTo(5);
        assertThat(WIRE.send(BOB, thread, "Still here").getSequence()).isEqualTo(1);
    }

    @Test
    void resultContainsTheHeadThatTheFenceReached() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        var joined = SetFencesRequest.newBuilder().addFences(open(thread, 2, ALICE, BOB, CAROL));
        assertThat(WIRE.fences().setFences(joined.build()).getResults(0))
                .isEqualTo(
                        SetFenceResult.newBuilder().setVersion(2).setSequence(2).build());
        assertThat(WIRE.fences().setFences(joined.build()).getResults(0).getSequence())
                .isEqualTo(2);
        assertThat(WIRE.send(CAROL, thread, "After").getSequence()).isEqualTo(3);
    }

    @Test
    void oneCallStoresManyFencesAndOneFailureDoesNotAffectOthers() {
        String one = Wire.newThread();
        String broken = Wire.newThread();
        String two = Wire.newThread();
        var results = WIRE.fences()
                .setFences(SetFencesRequest.newBuilder()
                        .addFences(open(one, 3, ALICE, BOB))
                        .addFences(open(broken, 1, ALICE, BOB)
                                .addHiddenSenders(ByteString.copyFrom(new byte[] {(byte) 0x80})))
                        .addFences(open(two, 1, ALICE, CAROL))
                        .build())
                .getResultsList();
        assertThat(results).hasSize(3);
        assertThat(results.get(0).getVersion()).isEqualTo(3);
        assertThat(results.get(1).getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
        assertThat(results.get(2).getVersion()).isEqualTo(1);
        assertThat(WIRE.send(CAROL, two, "Stored").getSequence()).isEqualTo(1);
    }

    /// However many blocks there are, none is left out.
    @Test
    void messagesOfThreeHundredUsersWhoAllBlockEachOtherAreHiddenFromAllOthers() {
        String thread = Wire.newThread();
        String[] users =
                IntStream.range(0, 300).mapToObj(index -> "usr_mutual" + index).toArray(String[]::new);
        Fence.Builder fence = open(thread, 1, users);
        for (int viewer = 0; viewer < users.length; viewer++) {
            var senders = new BitSet();
            senders.set(0, users.length);
            senders.clear(viewer);
            fence.addHiddenSenders(ByteString.copyFrom(senders.toByteArray()));
        }
        WIRE.fence(fence.build());
        for (int sender = 0; sender < users.length; sender += 13) {
            WIRE.send(users[sender], thread, "Hidden from all others");
        }
        assertThat(users)
                .allSatisfy(viewer -> assertThat(WIRE.history(viewer, thread))
                        .filteredOn(message -> !message.hasSystemNotice())
                        .allMatch(message -> message.getSenderId().equals(viewer)));
        assertThat(WIRE.history(users[13], thread)).hasSize(1);
    }

    @Test
    void setOrBitBeyondTheLastParticipantIsRefused() {
        for (Fence.Builder bad : List.of(
                open(Wire.newThread(), 1, ALICE, BOB).addHiddenSenders(ByteString.copyFrom(new byte[] {4})),
                open(Wire.newThread(), 1, ALICE, BOB)
                        .addHiddenSenders(ByteString.EMPTY)
                        .addHiddenSenders(ByteString.EMPTY)
                        .addHiddenSenders(ByteString.copyFrom(new byte[] {1})))) {
            var result = WIRE.fences()
                    .setFences(SetFencesRequest.newBuilder().addFences(bad).build())
                    .getResults(0);
            assertThat(result.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
            assertThat(result.getError().getMessage()).contains("hidden_senders");
        }
    }

    @Test
    void unknownStatusAndUnknownGateCloseWritingAndLeaveReading() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        WIRE.fence(open(thread, 2, ALICE, BOB).setStatusValue(99).build());
        assertProblem(() -> WIRE.send(ALICE, thread, "Closed"), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
        WIRE.fence(open(thread, 3, ALICE, BOB)
                .setGate(Gate.newBuilder().setStateValue(99).setRequesterId(ALICE))
                .build());
        assertProblem(() -> WIRE.send(BOB, thread, "Closed"), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        assertThat(WIRE.history(BOB, thread)).hasSize(1);
        WIRE.fence(thread, 4, ALICE, BOB);
        assertThat(WIRE.send(ALICE, thread, "Open").getSequence()).isEqualTo(2);
    }

    @Test
    void unknownFieldClosesWritingAndLeavesReading() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        int version = 1;
        for (Fence newer : UnknownParts.of(open(thread, 1, ALICE, BOB))) {
            WIRE.fence(newer.toBuilder().setVersion(++version).build());
            assertProblem(() -> WIRE.send(ALICE, thread, "Closed"), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
            assertProblem(() -> WIRE.send(BOB, thread, "Closed"), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
            assertThat(WIRE.history(BOB, thread)).hasSize(1);
        }
        WIRE.fence(thread, ++version, ALICE, BOB);
        assertThat(WIRE.send(ALICE, thread, "Open").getSequence()).isEqualTo(2);
    }

    @Test
    void pendingGateLetsTheRequesterWriteUpToItsOrdinal() {
        String thread = Wire.newThread();
        WIRE.fence(open(thread, 1, ALICE, BOB)
                .setGate(Gate.newBuilder()
                        .setState(GateState.GATE_STATE_PENDING)
                        .setRequesterId(ALICE)
                        .setMaxOrdinal(1))
                .build());
        WIRE.send(ALICE, thread, "May I?");
        assertProblem(() -> WIRE.send(ALICE, thread, "Hello?"), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
    }

    @Test
    void frozenThreadAndMutedParticipantDoNotWrite() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(open(thread, 2, ALICE, BOB).setFrozen(true).build());
        assertProblem(() -> WIRE.send(ALICE, thread, "Frozen"), Code.FAILED_PRECONDITION, "THREAD_LOCKED");
        var muted = open(thread, 3, ALICE, BOB);
        muted.getParticipantsBuilder(0).getMutedUntilBuilder().setSeconds(32_503_680_000L);
        WIRE.fence(muted.build());
        var refused =
                assertProblem(() -> WIRE.send(ALICE, thread, "Muted"), Code.FAILED_PRECONDITION, "PARTICIPANT_MUTED");
        assertThat(WireProblems.errorInfo(refused).getMetadataMap())
                .containsEntry("muted_until", "3000-01-01T00:00:00Z");
        assertThat(WireProblems.detail(refused, PreconditionFailure.class).getViolations(0))
                .satisfies(violation -> assertThat(violation.getType()).isEqualTo("PARTICIPANT_MUTED"))
                .satisfies(violation -> assertThat(violation.getSubject()).isEqualTo(thread));
        assertThat(WIRE.send(BOB, thread, "Not muted").getSequence()).isEqualTo(1);

        var forEver = open(thread, 4, ALICE, BOB);
        forEver.getParticipantsBuilder(0).getMutedUntilBuilder().setSeconds(253_402_300_799L);
        WIRE.fence(forEver.build());
        var silenced =
                assertProblem(() -> WIRE.send(ALICE, thread, "Muted"), Code.FAILED_PRECONDITION, "PARTICIPANT_MUTED");
        assertThat(WireProblems.errorInfo(silenced).getMetadataMap())
                .containsEntry("muted_until", "9999-12-31T23:59:59Z");
    }

    @Test
    void joinsAndLeavesAreMessagesWithTheirActors() {
        String thread = WIRE.thread(ALICE, BOB);
        var joined = open(thread, 2, ALICE, BOB, CAROL);
        joined.getParticipantsBuilder(2).setActorId(ALICE);
        WIRE.fence(joined.build());
        WIRE.fence(open(thread, 3, ALICE)
                .addDepartures(
                        Departure.newBuilder().setUserId(BOB).setActorId(BOB).setCause(LeaveCause.LEAVE_CAUSE_LEFT))
                .addDepartures(Departure.newBuilder()
                        .setUserId(CAROL)
                        .setActorId(ALICE)
                        .setCause(LeaveCause.LEAVE_CAUSE_REMOVED))
                .build());
        List<Message> history = WIRE.history(ALICE, thread);
        assertThat(history)
                .extracting(Message::getKind, Message::getOrdinal, Message::getSenderId, Message::getFallbackText)
                .containsExactly(
                        tuple(MessageKind.MESSAGE_KIND_SYSTEM, 0, "", "usr_alice added usr_carol"),
                        tuple(MessageKind.MESSAGE_KIND_SYSTEM, 0, "", "usr_bob left"),
                        tuple(MessageKind.MESSAGE_KIND_SYSTEM, 0, "", "usr_alice removed usr_carol"));
        assertThat(history.get(0).getSystemNotice().getParticipantsJoined().getActorId())
                .isEqualTo(ALICE);
        assertThat(history.get(1).getSystemNotice().getParticipantsLeft().getCause())
                .isEqualTo(LeaveCause.LEAVE_CAUSE_LEFT);
        assertThat(history).allMatch(message -> message.getMessageId().startsWith("msg_"));
    }

    @Test
    void fenceThatChangesOnlyContactAddsNoFrame() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.fence(thread, 2, ALICE, BOB + "!");
        WIRE.fence(thread, 3, ALICE, BOB);
        assertThat(WIRE.history(ALICE, thread)).isEmpty();
    }

    @Test
    void onlyServicesWithTheScopeSetFences() {
        var request = SetFencesRequest.getDefaultInstance();
        assertProblem(
                () -> FenceServiceGrpc.newBlockingStub(WIRE.service.as(ALICE)).setFences(request),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
        assertProblem(
                () -> FenceServiceGrpc.newBlockingStub(WIRE.service.asService("x", "safety.screen"))
                        .setFences(request),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
    }
}
