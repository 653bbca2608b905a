package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.id.ThreadId;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.HeadReportServiceGrpc;
import dev.parley.message.internal.v1.ReadHeadsRequest;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The heads, cursors and hidden ordinals that reach the inbox.
final class RelayTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of());

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    @AfterEach
    void inboxIsBack() {
        WIRE.inbox.failWith(Status.OK);
    }

    @Test
    void inboxGetsHeadsAndCursorsEvenAfterAnOutage() {
        WIRE.inbox.failWith(Status.UNAVAILABLE);
        String thread = WIRE.thread(ALICE, BOB);
        for (int i = 0; i < 3; i++) {
            WIRE.send(ALICE, thread, "Message");
        }
        Message reply = WIRE.send(BOB, thread, "Reply");
        WIRE.receiptsAs(ALICE)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(4)
                        .build());
        WIRE.inbox.failWith(Status.OK);
        Awaitility.await().until(() -> WIRE.inbox.cursor(thread, ALICE).getReadSequence() == 4);
        var head = WIRE.inbox.head(thread);
        assertThat(head.getOrdinal()).isEqualTo(4);
        assertThat(head.getNewest().getMessageId()).isEqualTo(reply.getMessageId());
        assertThat(head.getNewest().getSequence()).isEqualTo(4);
        assertThat(head.getNewest().getSenderId()).isEqualTo(BOB);
        assertThat(head.getNewest().getCreateTime()).isEqualTo(reply.getCreateTime());
        assertThat(WIRE.inbox.cursor(thread, BOB).getReadOrdinal()).isEqualTo(4);
        assertThat(WIRE.inbox.cursor(thread, BOB).getVersion()).isPositive();
    }

    @Test
    void hiddenOrdinalsReachTheInbox() {
        String thread = Wire.newThread();
        WIRE.fence(Wire.fenceOf(thread, 1, FenceStatus.FENCE_STATUS_OPEN, ALICE, BOB, "usr_carol")
                .addHiddenSenders(ByteString.copyFrom(new byte[] {2}))
                .build());
        WIRE.send(BOB, thread, "Hidden for Alice");
        Awaitility.await().until(() -> WIRE.inbox.head(thread).getHiddenOrdinalsCount() == 1);
        var hidden = WIRE.inbox.head(thread).getHiddenOrdinals(0);
        assertThat(hidden.getUserId()).isEqualTo(ALICE);
        assertThat(hidden.getOrdinal()).isEqualTo(1);
        assertThat(hidden.getHidden()).isTrue();
        assertThat(hidden.getVersion())
                .as("the frame that hid it")
                .isEqualTo(WIRE.inbox.head(thread).getSequence());
    }

    /// A proxy that denies all calls for a while must not park every head at once.
    @Test
    void headThatIsDeniedIsRetried() {
        WIRE.inbox.failWith(Status.PERMISSION_DENIED);
        String struck = "thr_" + UUID.randomUUID() + "struck";
        WIRE.fence(struck, 1, ALICE, BOB);
        WIRE.send(ALICE, struck, "Denied");
        String other = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, other, "Taken");
        Awaitility.await().until(() -> WIRE.inbox.head(other).getSequence() == 1);
        assertThat(parked(struck)).isEmpty();
        WIRE.inbox.failWith(Status.OK);
        Awaitility.await().until(() -> WIRE.inbox.head(struck).getSequence() == 1);
    }

    /// Errors that concern what was reported.
    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "OUT_OF_RANGE"})
    void headThatTheInboxRefusesIsParkedAndBlocksNoOther(Status.Code code) {
        WIRE.inbox.failWith(code.toStatus());
        String struck = "thr_" + UUID.randomUUID() + "struck";
        WIRE.fence(struck, 1, ALICE, BOB);
        WIRE.send(ALICE, struck, "Refused");
        String other = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, other, "Taken");
        Awaitility.await().until(() -> WIRE.inbox.head(other).getSequence() == 1);
        Awaitility.await().until(() -> !parked(struck).isEmpty());
        assertThat(parked(struck)).singleElement().satisfies(parked -> {
            assertThat(parked.sequence()).isEqualTo(1);
            assertThat(parked.reason()).startsWith(code.name());
        });
        assertThat(parked(other)).isEmpty();
        WIRE.inbox.failWith(Status.OK);
        WIRE.send(ALICE, struck, "Moves again");
        Awaitility.await().until(() -> WIRE.inbox.head(struck).getSequence() == 2);
        Awaitility.await().until(() -> parked(struck).isEmpty());
    }

    @Test
    void inboxThatLostEverythingGetsItAgain() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "First");
        WIRE.send(BOB, thread, "Second");
        Awaitility.await().until(() -> WIRE.inbox.head(thread).getSequence() == 2);
        Awaitility.await().until(() -> WIRE.inbox.cursor(thread, BOB).getReadSequence() == 2);
        var newest = WIRE.inbox.head(thread).getNewest();
        var alice = WIRE.inbox.cursor(thread, ALICE);
        var bob = WIRE.inbox.cursor(thread, BOB);
        WIRE.inbox.forget();

        var stub = HeadReportServiceGrpc.newBlockingStub(WIRE.service.asService("inbox", "message.report"));
        var results = stub.readHeads(ReadHeadsRequest.newBuilder()
                        .addThreadIds(thread)
                        .addThreadIds("thr_unknown")
                        .build())
                .getResultsList();

        assertThat(results).hasSize(2);
        assertThat(results.get(0).getHead().getSequence()).isEqualTo(2);
        assertThat(results.get(0).getHead().getNewest()).isEqualTo(newest);
        assertThat(results.get(0).getHead().getCursorMovesList()).containsExactlyInAnyOrder(alice, bob);
        assertThat(results.get(1).getHead())
                .isEqualTo(ThreadHead.newBuilder().setThreadId("thr_unknown").build());
        assertThat(WIRE.inbox.head(thread).getSequence())
                .as("reading reports nothing")
                .isZero();
    }

    /// Errors that may concern all heads or only one.
    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "UNKNOWN",
                "INTERNAL",
                "UNIMPLEMENTED",
                "DATA_LOSS",
                "ABORTED",
                "RESOURCE_EXHAUSTED",
                "UNAUTHENTICATED",
                "DEADLINE_EXCEEDED"
            })
    void headThatTheInboxFailsOnBlocksNoOther(Status.Code code) {
        WIRE.inbox.failWith(code.toStatus());
        String struck = "thr_" + UUID.randomUUID() + "struck";
        WIRE.fence(struck, 1, ALICE, BOB);
        WIRE.send(ALICE, struck, "Failing");
        for (int i = 0; i < 3; i++) {
            String other = WIRE.thread(ALICE, BOB);
            WIRE.send(ALICE, other, "Taken");
            Awaitility.await().until(() -> WIRE.inbox.head(other).getSequence() == 1);
        }
        WIRE.inbox.failWith(Status.OK);
        WIRE.send(ALICE, struck, "Moves again");
        Awaitility.await().until(() -> WIRE.inbox.head(struck).getSequence() == 2);
    }

    private static List<Parked> parked(String thread) {
        return WIRE.service.bean(DirtyHeads.class).parked("", 1000).stream()
                .filter(parked -> parked.thread().equals(new ThreadId(thread)))
                .toList();
    }
}
