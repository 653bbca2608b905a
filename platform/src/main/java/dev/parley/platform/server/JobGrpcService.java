package dev.parley.platform.server;

import dev.parley.platform.feed.Feeds;
import dev.parley.platform.job.Job;
import dev.parley.platform.job.Jobs;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.PlatformProblem.JobNotFound;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.wire.Unary;
import dev.parley.platform.wire.WireTime;
import dev.parley.server.v1.CancelJobRequest;
import dev.parley.server.v1.CancelJobResponse;
import dev.parley.server.v1.GetJobRequest;
import dev.parley.server.v1.GetJobResponse;
import dev.parley.server.v1.JobFinding;
import dev.parley.server.v1.JobServiceGrpc.JobServiceImplBase;
import dev.parley.server.v1.ListJobsRequest;
import dev.parley.server.v1.ListJobsResponse;
import dev.parley.server.v1.WaitJobRequest;
import dev.parley.server.v1.WaitJobResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Shows and ends the jobs of all services of this process.
@Singleton
public final class JobGrpcService extends JobServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(50, 200);
    private static final String QUERY = "ListJobs";

    private static final Duration USUAL_WAIT = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofMillis(200);

    private final List<Jobs> services;
    private volatile boolean leaving;

    /// Serves the jobs of these services. Nobody waits any more once the feeds close.
    public JobGrpcService(List<Jobs> services, Feeds feeds) {
        this.services = List.copyOf(services);
        feeds.whenClosing(() -> leaving = true);
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> response) {
        Unary.reply(
                response,
                () -> GetJobResponse.newBuilder()
                        .setJob(toProto(first(request.getJobId(), jobs -> jobs.find(request.getJobId()))))
                        .build());
    }

    @Override
    public void waitJob(WaitJobRequest request, StreamObserver<WaitJobResponse> response) {
        Unary.reply(
                response,
                () -> WaitJobResponse.newBuilder()
                        .setJob(toProto(first(request.getJobId(), jobs -> await(jobs, request))))
                        .build());
    }

    /// Ends a moment before the deadline of the call, so that the caller gets the job and not a failure.
    private Optional<Job> await(Jobs jobs, WaitJobRequest request) {
        Duration time = request.hasTimeout() ? toDuration(request.getTimeout()) : USUAL_WAIT;
        Deadline deadline = Context.current().getDeadline();
        if (deadline != null) {
            Duration left = Duration.ofMillis(deadline.timeRemaining(TimeUnit.MILLISECONDS))
                    .minus(MARGIN);
            time = left.compareTo(time) < 0 ? left : time;
        }
        try {
            return jobs.await(
                    request.getJobId(), time, () -> leaving || Context.current().isCancelled());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ShuttingDown().exception();
        }
    }

    private static Duration toDuration(com.google.protobuf.Duration time) {
        return Duration.ofSeconds(time.getSeconds(), time.getNanos());
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> response) {
        Unary.reply(response, () -> toProto(list(request)));
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> response) {
        Unary.reply(
                response,
                () -> CancelJobResponse.newBuilder()
                        .setJob(toProto(first(request.getJobId(), jobs -> jobs.cancel(request.getJobId()))))
                        .build());
    }

    private Job first(String id, Function<Jobs, Optional<Job>> lookup) {
        return services.stream()
                .map(lookup)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new JobNotFound(id).exception());
    }

    private Page<Job> list(ListJobsRequest request) {
        String before = PageTokens.read(request.getPageToken(), QUERY, 1, List::getFirst)
                .orElse("");
        int size = BOUNDS.size(request.getPageSize());
        List<Job> newest = services.stream()
                .flatMap(jobs -> jobs.list(before, Page.probe(size)).stream())
                .sorted(Comparator.comparing(Job::id).reversed())
                .limit(Page.probe(size))
                .toList();
        return Page.of(newest, size);
    }

    private static ListJobsResponse toProto(Page<Job> page) {
        var response = ListJobsResponse.newBuilder();
        page.items().forEach(job -> response.addJobs(toProto(job)));
        return response.setNextPageToken(page.nextToken(last -> PageTokens.write(QUERY, last.id())))
                .build();
    }

    /// Converts a job, also for the RPCs that start one.
    public static dev.parley.server.v1.Job toProto(Job job) {
        return dev.parley.server.v1.Job.newBuilder()
                .setJobId(job.id())
                .setKind(job.kind())
                .setScope(job.scope())
                .setStateValue(job.state().number())
                .setDoneCount(job.counts().done())
                .setRepairedCount(job.counts().repaired())
                .setUnrepairedCount(job.counts().unrepaired())
                .setFailure(job.failure())
                .addAllFindings(
                        job.findings().stream().map(JobGrpcService::toProto).toList())
                .setCreateTime(WireTime.toProto(job.createTime()))
                .setUpdateTime(WireTime.toProto(job.updateTime()))
                .build();
    }

    private static JobFinding toProto(Job.Finding finding) {
        return JobFinding.newBuilder()
                .setThreadId(finding.thread())
                .setUserId(finding.user())
                .setWhat(finding.what())
                .build();
    }
}
