package dev.parley.inbox.clients;

import dev.parley.inbox.rebuild.Reporter;
import dev.parley.message.internal.v1.HeadReportServiceGrpc;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceBlockingStub;
import dev.parley.message.internal.v1.ReportHeadsRequest;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import java.util.concurrent.TimeUnit;

/// Has message-service report again.
public final class HeadReporter implements Reporter {

    private static final String SERVICE = "message";
    private static final int SIZE = 200;
    private static final long PATIENCE_SECONDS = 5;

    private final ServiceChannels channels;

    /// Calls the service that the channels lead to.
    public HeadReporter(ServiceChannels channels) {
        this.channels = channels;
    }

    @Override
    public String name() {
        return SERVICE;
    }

    @Override
    public Reported reportAgain(String token) {
        var request = ReportHeadsRequest.newBuilder()
                .setPageSize(SIZE)
                .setPageToken(token)
                .build();
        var response = Neighbour.call(SERVICE, () -> stub().reportHeads(request));
        return new Reported(response.getThreadCount(), response.getNextPageToken());
    }

    private HeadReportServiceBlockingStub stub() {
        return HeadReportServiceGrpc.newBlockingStub(channels.to(SERVICE))
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
