package dev.parley.thread;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.server.v1.CancelJobRequest;
import dev.parley.server.v1.GetJobRequest;
import dev.parley.server.v1.Job;
import dev.parley.server.v1.JobServiceGrpc;
import dev.parley.server.v1.JobServiceGrpc.JobServiceBlockingStub;
import dev.parley.server.v1.JobState;
import dev.parley.server.v1.ListJobsRequest;
import dev.parley.server.v1.WaitJobRequest;
import dev.parley.thread.v1.RebuildFencesRequest;
import dev.parley.thread.v1.ThreadAdminServiceGrpc;
import dev.parley.thread.v1.ThreadAdminServiceGrpc.ThreadAdminServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The database of the message service, or of this service, was restored from a backup.
final class RebuildFencesTest {

    private static final ThreadWorld WORLD = new ThreadWorld();
    private static final Channel OPERATOR = WORLD.service.as("usr_oscar", "operator");

    private static final ThreadAdminServiceBlockingStub ADMIN = ThreadAdminServiceGrpc.newBlockingStub(OPERATOR);

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    private static JobServiceBlockingStub jobs() {
        return JobServiceGrpc.newBlockingStub(OPERATOR);
    }

    private static Job start() {
        return ADMIN.rebuildFences(RebuildFencesRequest.getDefaultInstance()).getJob();
    }

    private static Job get(Job job) {
        return jobs().getJob(GetJobRequest.newBuilder().setJobId(job.getJobId()).build())
                .getJob();
    }

    private static Job finished() {
        return ended(start());
    }

    private static Job ended(Job job) {
        var request = WaitJobRequest.newBuilder()
                .setJobId(job.getJobId())
                .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(60))
                .build();
        Job ended = jobs().waitJob(request).getJob();
        assertThat(ended.getState()).isNotEqualTo(JobState.JOB_STATE_RUNNING);
        return ended;
    }

    @Test
    void fencesOfARestoredMessageServiceAreAsBefore() {
        var before = new HashMap<String, Fence>();
        String owner = user("owner");
        var threads = IntStream.range(0, 20)
                .mapToObj(i -> WORLD.group(owner, user("guest"), user("other")).getThreadId())
                .toList();
        threads.forEach(thread -> before.put(thread, WORLD.fences.get(thread)));
        finished();
        WORLD.fences.lose(threads.get(3));
        WORLD.fences.lose(threads.get(19));
        WORLD.fences.put(
                before.get(threads.get(7)).toBuilder().clearParticipants().build());

        Job job = finished();

        assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
        assertThat(job.getRepairedCount()).isEqualTo(3);
        assertThat(job.getDoneCount()).isGreaterThanOrEqualTo(20);
        before.forEach(
                (thread, fence) -> assertThat(rights(WORLD.fences.get(thread))).isEqualTo(rights(fence)));
        assertThat(WORLD.fences.get(threads.get(3))).isEqualTo(before.get(threads.get(3)));
        assertThat(finished().getRepairedCount()).as("a second run").isZero();
    }

    private static Fence rights(Fence fence) {
        return fence.toBuilder().clearVersion().clearDepartures().build();
    }

    @Test
    void scopeIsAThreadOrAUser() {
        String owner = user("scope");
        String guest = user("guest");
        String one = WORLD.group(owner, guest).getThreadId();
        String two = WORLD.group(owner, user("other")).getThreadId();
        String three = WORLD.group(user("third"), guest).getThreadId();
        List.of(one, two, three).forEach(WORLD.fences::lose);

        Job ofThread = ended(ADMIN.rebuildFences(
                        RebuildFencesRequest.newBuilder().setThreadId(one).build())
                .getJob());
        assertThat(ofThread.getScope()).isEqualTo(one);
        assertThat(ofThread.getDoneCount()).isEqualTo(1);
        assertThat(ofThread.getRepairedCount()).isEqualTo(1);
        assertThat(WORLD.fences.find(one)).isPresent();
        assertThat(WORLD.fences.find(two)).isEmpty();

        Job ofUser = ended(ADMIN.rebuildFences(
                        RebuildFencesRequest.newBuilder().setUserId(guest).build())
                .getJob());
        assertThat(ofUser.getDoneCount()).isEqualTo(2);
        assertThat(ofUser.getRepairedCount()).isEqualTo(1);
        assertThat(WORLD.fences.find(three)).isPresent();
        assertThat(WORLD.fences.find(two)).isEmpty();
        assertThat(finished().getRepairedCount()).isEqualTo(1);
    }

    /// The inbox may have a version of the lost changes, and drops what is not newer.
    @Test
    void inboxGetsTheStateBeforeALostChange() {
        String thread = WORLD.group(user("owner"), user("guest")).getThreadId();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> WORLD.inboxes.find(thread).isPresent());
        long known = WORLD.inboxes.find(thread).orElseThrow().getVersion();
        WORLD.fences.put(WORLD.fences.get(thread).toBuilder()
                .setVersion(40)
                .removeParticipants(1)
                .build());

        finished();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> WORLD.inboxes.find(thread).orElseThrow().getVersion() > 40);
        long raised = WORLD.inboxes.find(thread).orElseThrow().getVersion();
        Fence own = WORLD.fences.get(thread);
        WORLD.fences.put(own.toBuilder().removeParticipants(1).build());

        assertThat(finished().getRepairedCount())
                .as("other rights at the same version are no lost change")
                .isEqualTo(1);
        assertThat(WORLD.inboxes.find(thread).orElseThrow().getVersion())
                .isEqualTo(raised)
                .isGreaterThan(known);
    }

    @Test
    void newerFenceOfALostChangeIsReplaced() {
        String thread = WORLD.group(user("owner"), user("guest")).getThreadId();
        Fence own = WORLD.fences.get(thread);
        WORLD.fences.put(own.toBuilder().setVersion(40).removeParticipants(1).build());

        finished();

        assertThat(WORLD.fences.get(thread).getVersion()).isGreaterThan(40);
        assertThat(rights(WORLD.fences.get(thread))).isEqualTo(rights(own));
        assertThat(finished().getRepairedCount()).isZero();
    }

    @Test
    void threadThatThisServiceHasLostIsCounted() {
        WORLD.fences.put(Fence.newBuilder()
                .setThreadId("thr_lost")
                .setVersion(3)
                .setStatus(FenceStatus.FENCE_STATUS_OPEN)
                .build());
        assertThat(finished().getUnrepairedCount()).isEqualTo(1);
        WORLD.fences.lose("thr_lost");
        assertThat(finished().getUnrepairedCount()).isZero();
    }

    @Test
    void onlyOperatorsStartAndSeeJobs() {
        Job job = finished();
        Channel user = WORLD.service.as(user("some"));
        Channel service = WORLD.service.asService("bff", "act-as-user", "thread.open");
        for (Channel other : new Channel[] {user, service}) {
            assertProblem(
                    () -> ThreadAdminServiceGrpc.newBlockingStub(other)
                            .rebuildFences(RebuildFencesRequest.getDefaultInstance()),
                    Code.PERMISSION_DENIED,
                    "SCOPE_MISSING");
            assertProblem(
                    () -> JobServiceGrpc.newBlockingStub(other)
                            .getJob(GetJobRequest.newBuilder()
                                    .setJobId(job.getJobId())
                                    .build()),
                    Code.PERMISSION_DENIED,
                    "SCOPE_MISSING");
        }
    }

    @Test
    void jobsAreListedAndAnUnknownOneIsNotFound() {
        Job first = finished();
        Job second = finished();
        assertThat(jobs().listJobs(ListJobsRequest.newBuilder().setPageSize(1).build()))
                .satisfies(page -> {
                    assertThat(page.getJobs(0).getJobId()).isEqualTo(second.getJobId());
                    assertThat(page.getNextPageToken()).isNotEmpty();
                });
        assertThat(jobs().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList())
                .extracting(Job::getJobId)
                .contains(first.getJobId(), second.getJobId());
        assertThat(jobs().cancelJob(CancelJobRequest.newBuilder()
                                .setJobId(first.getJobId())
                                .build())
                        .getJob()
                        .getState())
                .as("a job that has ended")
                .isEqualTo(JobState.JOB_STATE_SUCCEEDED);
        assertProblem(
                () -> jobs().waitJob(WaitJobRequest.newBuilder()
                        .setJobId("job_unknown")
                        .build()),
                Code.NOT_FOUND,
                "JOB_NOT_FOUND");
        assertProblem(
                () -> jobs().getJob(GetJobRequest.newBuilder()
                        .setJobId("job_unknown")
                        .build()),
                Code.NOT_FOUND,
                "JOB_NOT_FOUND");
    }

    @Test
    void messageServiceThatIsAwayOnlyDelaysTheJob() {
        String owner = user("away");
        String thread = WORLD.group(owner, user("guest")).getThreadId();
        WORLD.fences.lose(thread);
        WORLD.fences.takeDown(owner);
        Job job = start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !get(job).getFailure().isEmpty());
        assertThat(get(job).getState()).isEqualTo(JobState.JOB_STATE_RUNNING);
        assertThat(start().getJobId()).as("a second start").isEqualTo(job.getJobId());
        WORLD.fences.bringBack(owner);
        await().atMost(Duration.ofSeconds(30)).until(() -> get(job).getState() == JobState.JOB_STATE_SUCCEEDED);
        assertThat(WORLD.fences.find(thread)).isPresent();
    }
}
