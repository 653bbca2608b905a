package dev.parley.inbox.clients;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.rebuild.Owners;
import dev.parley.message.internal.v1.HeadReportServiceGrpc;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceBlockingStub;
import dev.parley.message.internal.v1.ReadHeadResult;
import dev.parley.message.internal.v1.ReadHeadsRequest;
import dev.parley.message.internal.v1.ReadHeadsResponse;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.thread.internal.v1.ReadThreadsRequest;
import dev.parley.thread.internal.v1.ReadThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceBlockingStub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Reads what thread-service and message-service report to inboxes.
public final class ReportingOwners implements Owners {

    private static final String THREAD = "thread";
    private static final String MESSAGE = "message";
    private static final int SIZE = 50;
    private static final long PATIENCE_SECONDS = 5;

    private final ServiceChannels channels;
    private final Function<dev.parley.inbox.internal.v1.ThreadChange, ThreadChange> threadForm;
    private final Function<dev.parley.inbox.internal.v1.ThreadHead, ThreadHead> headForm;

    /// Calls the services that the channels lead to.
    ///
    /// @param threadForm reads a thread as it is reported
    /// @param headForm reads a head as it is reported
    public ReportingOwners(
            ServiceChannels channels,
            Function<dev.parley.inbox.internal.v1.ThreadChange, ThreadChange> threadForm,
            Function<dev.parley.inbox.internal.v1.ThreadHead, ThreadHead> headForm) {
        this.channels = channels;
        this.threadForm = threadForm;
        this.headForm = headForm;
    }

    @Override
    public Page threads(Optional<UserId> participant, String token) {
        ReadThreadsResponse response = read(ReadThreadsRequest.newBuilder()
                .setUserId(participant.map(UserId::value).orElse(""))
                .setPageSize(SIZE)
                .setPageToken(token));
        return new Page(threads(response), response.getNextPageToken());
    }

    @Override
    public List<ThreadChange> threads(List<ThreadId> threads) {
        var request = ReadThreadsRequest.newBuilder();
        threads.forEach(thread -> request.addThreadIds(thread.value()));
        return threads(read(request));
    }

    private ReadThreadsResponse read(ReadThreadsRequest.Builder request) {
        return Neighbour.call(THREAD, () -> threadStub().readThreads(request.build()));
    }

    private List<ThreadChange> threads(ReadThreadsResponse response) {
        return response.getThreadsList().stream().map(threadForm).toList();
    }

    @Override
    public Map<ThreadId, ThreadHead> logs(List<ThreadId> threads) {
        var logs = new HashMap<ThreadId, ThreadHead>();
        int read = 0;
        while (read < threads.size()) {
            var request = ReadHeadsRequest.newBuilder();
            threads.subList(read, threads.size()).forEach(thread -> request.addThreadIds(thread.value()));
            ReadHeadsResponse response =
                    Neighbour.call(MESSAGE, () -> messageStub().readHeads(request.build()));
            if (response.getResultsCount() == 0) {
                throw new IllegalStateException("no result for " + (threads.size() - read) + " threads");
            }
            for (ReadHeadResult result : response.getResultsList()) {
                if (result.hasHead()) {
                    logs.put(threads.get(read), headForm.apply(result.getHead()));
                }
                read++;
            }
        }
        return logs;
    }

    private ThreadReportServiceBlockingStub threadStub() {
        return ThreadReportServiceGrpc.newBlockingStub(channels.to(THREAD))
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private HeadReportServiceBlockingStub messageStub() {
        return HeadReportServiceGrpc.newBlockingStub(channels.to(MESSAGE))
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
