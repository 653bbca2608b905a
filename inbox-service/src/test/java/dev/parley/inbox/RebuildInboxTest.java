package dev.parley.inbox;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.inbox.v1.InboxAdminServiceGrpc;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceImplBase;
import dev.parley.message.internal.v1.ReportHeadsRequest;
import dev.parley.message.internal.v1.ReportHeadsResponse;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.server.v1.GetJobRequest;
import dev.parley.server.v1.Job;
import dev.parley.server.v1.JobServiceGrpc;
import dev.parley.server.v1.JobState;
import dev.parley.thread.internal.v1.ReportThreadsRequest;
import dev.parley.thread.internal.v1.ReportThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceImplBase;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The owners of threads and logs are asked to report again, page by page.
final class RebuildInboxTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int failures;
    private final ServiceUnderTest service =
            ServiceUnderTest.start("inbox", Map.of(), new FakeMessages(), new Threads(), new Heads());

    private final class Threads extends ThreadReportServiceImplBase {
        @Override
        public void reportThreads(ReportThreadsRequest request, StreamObserver<ReportThreadsResponse> response) {
            asked.add("threads " + request.getPageToken());
            response.onNext(ReportThreadsResponse.newBuilder()
                    .setThreadCount(2)
                    .setNextPageToken(request.getPageToken().isEmpty() ? "more" : "")
                    .build());
            response.onCompleted();
        }
    }

    private final class Heads extends HeadReportServiceImplBase {
        @Override
        public void reportHeads(ReportHeadsRequest request, StreamObserver<ReportHeadsResponse> response) {
            if (failures > 0) {
                failures--;
                response.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            asked.add("heads " + request.getPageToken());
            response.onNext(ReportHeadsResponse.newBuilder().setThreadCount(3).build());
            response.onCompleted();
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void bothOwnersReportAllPagesAgain() {
        failures = 2;
        var operator = service.as("usr_oscar", "operator");
        Job job = InboxAdminServiceGrpc.newBlockingStub(operator)
                .rebuildInbox(RebuildInboxRequest.getDefaultInstance())
                .getJob();
        var jobs = JobServiceGrpc.newBlockingStub(operator);
        var request = GetJobRequest.newBuilder().setJobId(job.getJobId()).build();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jobs.getJob(request).getJob().getState() == JobState.JOB_STATE_SUCCEEDED);
        assertThat(asked).containsExactly("threads ", "threads more", "heads ");
        assertThat(jobs.getJob(request).getJob().getDoneCount()).isEqualTo(7);
        assertProblem(
                () -> InboxAdminServiceGrpc.newBlockingStub(service.as("usr_alice"))
                        .rebuildInbox(RebuildInboxRequest.getDefaultInstance()),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
    }
}
