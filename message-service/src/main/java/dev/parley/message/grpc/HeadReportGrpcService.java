package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceImplBase;
import dev.parley.message.internal.v1.ReportHeadsRequest;
import dev.parley.message.internal.v1.ReportHeadsResponse;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/// Serves `parley.message.internal.v1.HeadReportService`.
@Singleton
public final class HeadReportGrpcService extends HeadReportServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(200, 500);
    private static final String QUERY = "ReportHeads";

    private final DirtyHeads reports;

    /// Serves the reports of a store.
    public HeadReportGrpcService(DirtyHeads reports) {
        this.reports = reports;
    }

    @Override
    public void reportHeads(ReportHeadsRequest request, StreamObserver<ReportHeadsResponse> response) {
        Unary.reply(response, () -> {
            String after = PageTokens.read(request.getPageToken(), QUERY, 1, List::getFirst)
                    .orElse("");
            int size = BOUNDS.size(request.getPageSize());
            List<ThreadId> threads = reports.reportAgain(after, size);
            return ReportHeadsResponse.newBuilder()
                    .setThreadCount(threads.size())
                    .setNextPageToken(
                            threads.size() < size
                                    ? ""
                                    : PageTokens.write(QUERY, threads.getLast().value()))
                    .build();
        });
    }
}
