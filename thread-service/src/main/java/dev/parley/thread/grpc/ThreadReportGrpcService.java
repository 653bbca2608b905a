package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.internal.v1.ReportThreadsRequest;
import dev.parley.thread.internal.v1.ReportThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceImplBase;
import dev.parley.thread.report.InboxReports;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/// Serves `parley.thread.internal.v1.ThreadReportService`.
@Singleton
final class ThreadReportGrpcService extends ThreadReportServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(200, 500);
    private static final String QUERY = "ReportThreads";

    private final InboxReports reports;

    /// Serves the reports of a store.
    ThreadReportGrpcService(InboxReports reports) {
        this.reports = reports;
    }

    @Override
    public void reportThreads(ReportThreadsRequest request, StreamObserver<ReportThreadsResponse> response) {
        Unary.reply(response, () -> {
            String after = PageTokens.read(request.getPageToken(), QUERY, 1, List::getFirst)
                    .orElse("");
            int size = BOUNDS.size(request.getPageSize());
            List<ThreadId> threads = reports.reportAgain(after, size);
            return ReportThreadsResponse.newBuilder()
                    .setThreadCount(threads.size())
                    .setNextPageToken(
                            threads.size() < size
                                    ? ""
                                    : PageTokens.write(QUERY, threads.getLast().value()))
                    .build();
        });
    }
}
