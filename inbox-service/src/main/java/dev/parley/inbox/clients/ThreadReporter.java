package dev.parley.inbox.clients;

import dev.parley.inbox.rebuild.Reporter;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.thread.internal.v1.ReportThreadsRequest;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceBlockingStub;
import java.util.concurrent.TimeUnit;

/// Has thread-service report again.
public final class ThreadReporter implements Reporter {

    private static final String SERVICE = "thread";
    private static final int SIZE = 200;
    private static final long PATIENCE_SECONDS = 5;

    private final ServiceChannels channels;

    /// Calls the service that the channels lead to.
    public ThreadReporter(ServiceChannels channels) {
        this.channels = channels;
    }

    @Override
    public String name() {
        return SERVICE;
    }

    @Override
    public Reported reportAgain(String token) {
        var request = ReportThreadsRequest.newBuilder()
                .setPageSize(SIZE)
                .setPageToken(token)
                .build();
        var response = Neighbour.call(SERVICE, () -> stub().reportThreads(request));
        return new Reported(response.getThreadCount(), response.getNextPageToken());
    }

    private ThreadReportServiceBlockingStub stub() {
        return ThreadReportServiceGrpc.newBlockingStub(channels.to(SERVICE))
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
