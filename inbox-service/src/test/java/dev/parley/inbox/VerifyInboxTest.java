package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.move;
import static dev.parley.inbox.WireUpdates.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.inbox.v1.InboxAdminServiceGrpc;
import dev.parley.inbox.v1.InboxAdminServiceGrpc.InboxAdminServiceBlockingStub;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.inbox.v1.VerifyInboxRequest;
import dev.parley.server.v1.Job;
import dev.parley.server.v1.JobFinding;
import dev.parley.server.v1.JobServiceGrpc;
import dev.parley.server.v1.JobState;
import dev.parley.server.v1.WaitJobRequest;
import io.grpc.Channel;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Operators compare inboxes with what their owners know, and repair them.
final class VerifyInboxTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final List<String> THREADS = List.of("thr_a", "thr_b", "thr_c", "thr_d", "thr_e");

    private static final FakeOwners OWNERS = new FakeOwners();
    private static final InboxUnderTest INBOX = new InboxUnderTest(InboxUnderTest.SETTINGS, OWNERS);
    private static final Channel OPERATOR = INBOX.service().as("usr_oscar", "operator");
    private static final InboxAdminServiceBlockingStub ADMIN = InboxAdminServiceGrpc.newBlockingStub(OPERATOR);

    /// Alice and Bob share five threads with three messages each, of which Bob has read two. Carol is in the last
    /// one.
    @BeforeEach
    void fill() {
        INBOX.sql("delete from thread_state");
        INBOX.sql("delete from inbox_row");
        INBOX.sql("delete from inbox_place");
        OWNERS.threads.clear();
        OWNERS.heads.clear();
        OWNERS.during = () -> {};
        for (String id : THREADS) {
            OWNERS.put(id.equals("thr_e") ? thread(id, 1, ALICE, BOB, CAROL) : thread(id, 1, ALICE, BOB));
            OWNERS.put(withHidden(head(id, 3, move(ALICE, 3), move(BOB, 2))));
        }
        INBOX.applyThreads(List.copyOf(OWNERS.threads.values()));
        INBOX.applyHeads(List.copyOf(OWNERS.heads.values()));
    }

    /// The first message is hidden from Bob.
    private static ThreadHead withHidden(ThreadHead head) {
        return head.toBuilder()
                .addHiddenOrdinals(HiddenOrdinal.newBuilder()
                        .setUserId(BOB)
                        .setOrdinal(1)
                        .setHidden(true)
                        .setVersion(1))
                .build();
    }

    @AfterAll
    static void stop() {
        INBOX.close();
    }

    private static Job ended(Job job) {
        var request = WaitJobRequest.newBuilder()
                .setJobId(job.getJobId())
                .setTimeout(Duration.newBuilder().setSeconds(60))
                .build();
        Job ended = JobServiceGrpc.newBlockingStub(OPERATOR).waitJob(request).getJob();
        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
        return ended;
    }

    private static Job verified() {
        return verified(VerifyInboxRequest.getDefaultInstance());
    }

    private static Job verified(VerifyInboxRequest request) {
        return ended(ADMIN.verifyInbox(request).getJob());
    }

    private static Job rebuilt() {
        return ended(
                ADMIN.rebuildInbox(RebuildInboxRequest.getDefaultInstance()).getJob());
    }

    private static JobFinding finding(String thread, String user, String what) {
        return JobFinding.newBuilder()
                .setThreadId(thread)
                .setUserId(user)
                .setWhat(what)
                .build();
    }

    @Test
    void exactInboxHasNoDifference() {
        OWNERS.failures.set(2);
        Job job = verified();
        assertThat(job.getKind()).isEqualTo("inbox.verify");
        assertThat(job.getDoneCount()).isEqualTo(5);
        assertThat(job.getUnrepairedCount()).isZero();
        assertThat(job.getFindingsList()).isEmpty();
    }

    @Test
    void rebuildOfAnExactInboxChangesNothing() {
        List<InboxRow> before = INBOX.list(BOB);
        Job job = rebuilt();
        assertThat(job.getDoneCount()).isEqualTo(5);
        assertThat(job.getRepairedCount()).isZero();
        assertThat(INBOX.list(BOB)).isEqualTo(before);
    }

    @Test
    void damageIsFoundAndHealed() {
        List<InboxRow> bob = INBOX.list(BOB);
        List<InboxRow> alice = INBOX.list(ALICE);
        INBOX.sql("update inbox_row set read_ordinal = 1 where user_id = 'usr_bob' and thread_id = 'thr_a'");
        INBOX.sql("update inbox_place set unread = 9 where user_id = 'usr_alice' and thread_id = 'thr_b'");
        INBOX.sql("delete from thread_state where thread_id = 'thr_c'");
        INBOX.sql("delete from inbox_place where thread_id = 'thr_c'");
        INBOX.sql("delete from inbox_row where thread_id = 'thr_c'");
        INBOX.sql("update thread_state set head_sequence = 7, head_ordinal = 7 where thread_id = 'thr_d'");
        INBOX.sql("update inbox_row set hidden_ordinals = null, hidden_stamps = null"
                + " where user_id = 'usr_bob' and thread_id = 'thr_e'");

        Job found = verified();

        assertThat(found.getDoneCount()).isEqualTo(5);
        assertThat(found.getUnrepairedCount()).isEqualTo(5);
        assertThat(found.getRepairedCount()).isZero();
        assertThat(found.getFindingsList())
                .contains(
                        finding("thr_a", BOB, "read cursor 2: other content"),
                        finding("thr_b", ALICE, "place: unread 9 instead of 0, folders 1 instead of 1"),
                        finding("thr_c", "", "thread version: 0 instead of 1"),
                        finding("thr_c", BOB, "read cursor: 0 instead of 2"),
                        finding("thr_d", "", "head: 7 instead of 3"),
                        finding("thr_e", BOB, "hidden messages"))
                .extracting(JobFinding::getThreadId)
                .containsOnly("thr_a", "thr_b", "thr_c", "thr_d", "thr_e");

        assertThat(rebuilt().getRepairedCount()).isEqualTo(5);

        assertThat(verified().getUnrepairedCount()).isZero();
        assertThat(withoutRevision(INBOX.list(BOB))).isEqualTo(withoutRevision(bob));
        assertThat(withoutRevision(INBOX.list(ALICE))).isEqualTo(withoutRevision(alice));
    }

    private static List<InboxRow> withoutRevision(List<InboxRow> rows) {
        return rows.stream().map(row -> row.toBuilder().clearRevision().build()).toList();
    }

    @Test
    void scopeIsAThreadOrAUser() {
        INBOX.sql("update inbox_row set read_ordinal = 1 where user_id = 'usr_bob'");
        Job one = verified(VerifyInboxRequest.newBuilder().setThreadId("thr_b").build());
        assertThat(one.getScope()).isEqualTo("thr_b");
        assertThat(one.getDoneCount()).isEqualTo(1);
        assertThat(one.getUnrepairedCount()).isEqualTo(1);
        Job ofCarol = verified(VerifyInboxRequest.newBuilder().setUserId(CAROL).build());
        assertThat(ofCarol.getDoneCount()).isEqualTo(1);

        Job repaired = ended(ADMIN.rebuildInbox(
                        RebuildInboxRequest.newBuilder().setThreadId("thr_a").build())
                .getJob());
        assertThat(repaired.getRepairedCount()).isEqualTo(1);
        assertThat(verified().getUnrepairedCount()).isEqualTo(4);
        Job ofBob = ended(ADMIN.rebuildInbox(
                        RebuildInboxRequest.newBuilder().setUserId(BOB).build())
                .getJob());
        assertThat(ofBob.getRepairedCount()).isEqualTo(4);
        assertThat(verified().getUnrepairedCount()).isZero();

        assertProblem(
                () -> ADMIN.verifyInbox(VerifyInboxRequest.newBuilder()
                        .setThreadId("thr_a")
                        .setUserId(BOB)
                        .build()),
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    @Test
    void rowOfAThreadThatTheUserHasLeftIsFoundAndRemoved() {
        OWNERS.put(thread("thr_e", 2, ALICE, BOB));
        assertThat(INBOX.list(CAROL)).hasSize(1);
        Job job = verified(VerifyInboxRequest.newBuilder().setUserId(CAROL).build());
        assertThat(job.getFindingsList()).contains(finding("thr_e", "", "thread version: 1 instead of 2"));
        assertThat(rebuilt().getRepairedCount()).isEqualTo(1);
        assertThat(INBOX.list(CAROL)).isEmpty();
        assertThat(INBOX.list(BOB)).hasSize(5);
    }

    @Test
    void threadThatItsOwnerHasLostIsReportedAndKept() {
        OWNERS.threads.remove("thr_d");
        Job job = rebuilt();
        assertThat(job.getUnrepairedCount()).isEqualTo(1);
        assertThat(job.getFindings(0).getThreadId()).isEqualTo("thr_d");
        assertThat(INBOX.list(BOB)).hasSize(5);
    }

    @Test
    void updateThatArrivesLateIsNoDifference() {
        ThreadHead newer = withHidden(head("thr_a", 5, move(ALICE, 5), move(BOB, 2)));
        OWNERS.put(newer);
        OWNERS.during = () -> {
            OWNERS.during = () -> {};
            Thread.startVirtualThread(() -> INBOX.apply(newer));
        };
        assertThat(verified().getFindingsList()).isEmpty();

        OWNERS.put(withHidden(head("thr_a", 6, move(ALICE, 5), move(BOB, 2))));
        assertThat(verified().getFindingsList())
                .as("an update that never arrives")
                .containsExactly(finding("thr_a", "", "head: 5 instead of 6"));
    }

    /// The repair was decided before the update.
    @Test
    void updateDuringARepairIsNotUndone() {
        INBOX.sql("update inbox_row set read_ordinal = 1 where user_id = 'usr_bob' and thread_id = 'thr_a'");
        ThreadHead newer = withHidden(head("thr_a", 5, move(ALICE, 5), move(BOB, 2)));
        OWNERS.during = () -> {
            OWNERS.during = () -> OWNERS.put(newer);
            INBOX.apply(newer);
        };
        assertThat(rebuilt().getRepairedCount()).isGreaterThanOrEqualTo(1);
        assertThat(INBOX.row(BOB, "thr_a").getUnreadCount()).isEqualTo(3);
        assertThat(verified().getUnrepairedCount()).isZero();
    }

    @Test
    void onlyOperatorsMay() {
        for (Channel other : List.of(INBOX.service().as(BOB), INBOX.service().asService("bff", "act-as-user"))) {
            var stub = InboxAdminServiceGrpc.newBlockingStub(other);
            assertProblem(
                    () -> stub.verifyInbox(VerifyInboxRequest.getDefaultInstance()),
                    Code.PERMISSION_DENIED,
                    "SCOPE_MISSING");
            assertProblem(
                    () -> stub.rebuildInbox(RebuildInboxRequest.getDefaultInstance()),
                    Code.PERMISSION_DENIED,
                    "SCOPE_MISSING");
        }
    }
}
