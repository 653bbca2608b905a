package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.move;
import static dev.parley.inbox.WireUpdates.thread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Duration;
import dev.parley.inbox.v1.InboxAdminServiceGrpc;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.inbox.v1.VerifyInboxRequest;
import dev.parley.server.v1.Job;
import dev.parley.server.v1.JobFinding;
import dev.parley.server.v1.JobServiceGrpc;
import dev.parley.server.v1.JobState;
import dev.parley.server.v1.WaitJobRequest;
import io.grpc.Channel;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The row of a thread was lost, and a participant had left meanwhile.
final class StrayRowTest {

    private static Job ended(Channel operator, Job job) {
        var request = WaitJobRequest.newBuilder()
                .setJobId(job.getJobId())
                .setTimeout(Duration.newBuilder().setSeconds(60))
                .build();
        return JobServiceGrpc.newBlockingStub(operator).waitJob(request).getJob();
    }

    private static Job verified(Channel operator, VerifyInboxRequest request) {
        return ended(
                operator,
                InboxAdminServiceGrpc.newBlockingStub(operator)
                        .verifyInbox(request)
                        .getJob());
    }

    private static Job rebuilt(Channel operator, RebuildInboxRequest request) {
        return ended(
                operator,
                InboxAdminServiceGrpc.newBlockingStub(operator)
                        .rebuildInbox(request)
                        .getJob());
    }

    @Test
    void rebuildRemovesTheRowOfAFormerParticipantOfAThreadWhoseStateWasLost() {
        var owners = new FakeOwners();
        try (var inbox = new InboxUnderTest(InboxUnderTest.SETTINGS, owners)) {
            Channel operator = inbox.service().as("usr_oscar", "operator");
            inbox.apply(thread("thr_e", 1, "usr_alice", "usr_bob", "usr_carol"));
            inbox.apply(head("thr_e", 3, move("usr_bob", 2)));
            inbox.sql("delete from thread_state where thread_id = 'thr_e'");
            owners.put(thread("thr_e", 2, "usr_alice", "usr_bob"));
            owners.put(head("thr_e", 9, move("usr_bob", 2)));

            rebuilt(operator, RebuildInboxRequest.getDefaultInstance());
            Job verified = verified(
                    operator,
                    VerifyInboxRequest.newBuilder().setUserId("usr_carol").build());

            assertThat(inbox.list("usr_bob")).hasSize(1);
            assertThat(inbox.list("usr_carol"))
                    .as(
                            "rows of a former participant, after a verification with %s differences",
                            verified.getUnrepairedCount())
                    .isEmpty();
        }
    }

    /// Carol and Dora leave a thread, and the state that named them was lost before.
    private static void leaveWithoutState(InboxUnderTest inbox, FakeOwners owners) {
        inbox.apply(thread("thr_e", 1, "usr_alice", "usr_bob", "usr_carol", "usr_dora"));
        inbox.apply(thread("thr_f", 1, "usr_carol", "usr_dora"));
        owners.put(thread("thr_f", 1, "usr_carol", "usr_dora"));
        inbox.sql("delete from thread_state where thread_id = 'thr_e'");
        owners.put(thread("thr_e", 2, "usr_alice", "usr_bob"));
        inbox.apply(thread("thr_e", 2, "usr_alice", "usr_bob"));
    }

    /// The update of the leave arrived after the state was lost: nothing but the rows themselves is wrong.
    @Test
    void rowsOfFormerParticipantsAreFoundInAllInboxesAndInTheirOwn() {
        var owners = new FakeOwners();
        try (var inbox = new InboxUnderTest(InboxUnderTest.SETTINGS, owners)) {
            Channel operator = inbox.service().as("usr_oscar", "operator");
            leaveWithoutState(inbox, owners);
            assertThat(inbox.list("usr_carol")).hasSize(2);

            assertThat(verified(operator, VerifyInboxRequest.getDefaultInstance())
                            .getFindingsList())
                    .extracting(JobFinding::getThreadId, JobFinding::getUserId)
                    .containsExactlyInAnyOrder(tuple("thr_e", "usr_carol"), tuple("thr_e", "usr_dora"));
            assertThat(verified(
                                    operator,
                                    VerifyInboxRequest.newBuilder()
                                            .setUserId("usr_carol")
                                            .build())
                            .getFindingsList())
                    .extracting(JobFinding::getThreadId, JobFinding::getUserId)
                    .containsExactly(tuple("thr_e", "usr_carol"));

            assertThat(rebuilt(
                                    operator,
                                    RebuildInboxRequest.newBuilder()
                                            .setUserId("usr_carol")
                                            .build())
                            .getRepairedCount())
                    .isEqualTo(1);
            assertThat(inbox.list("usr_carol"))
                    .extracting(InboxRow::getThreadId)
                    .containsExactly("thr_f");
            assertThat(inbox.list("usr_dora")).hasSize(2);

            assertThat(rebuilt(operator, RebuildInboxRequest.getDefaultInstance())
                            .getRepairedCount())
                    .isEqualTo(1);
            assertThat(inbox.list("usr_dora")).extracting(InboxRow::getThreadId).containsExactly("thr_f");
            assertThat(inbox.list("usr_bob")).hasSize(1);
            assertThat(verified(operator, VerifyInboxRequest.getDefaultInstance())
                            .getUnrepairedCount())
                    .isZero();
        }
    }

    /// More rows than one step looks at.
    @Test
    void allRowsAreLookedAt() {
        var owners = new FakeOwners();
        try (var inbox = new InboxUnderTest(InboxUnderTest.SETTINGS, owners)) {
            Channel operator = inbox.service().as("usr_oscar", "operator");
            var all = IntStream.range(0, 700).mapToObj(i -> "usr_s" + i).toArray(String[]::new);
            inbox.apply(thread("thr_s", 1, all));
            inbox.sql("delete from thread_state where thread_id = 'thr_s'");
            var left = thread("thr_s", 2, Arrays.copyOf(all, 620));
            owners.put(left);
            inbox.apply(left);

            Job job = rebuilt(operator, RebuildInboxRequest.getDefaultInstance());

            assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
            assertThat(inbox.list("usr_s620")).isEmpty();
            assertThat(inbox.list("usr_s699")).isEmpty();
            assertThat(inbox.list("usr_s0")).hasSize(1);
            assertThat(verified(operator, VerifyInboxRequest.getDefaultInstance())
                            .getUnrepairedCount())
                    .isZero();
        }
    }
}
