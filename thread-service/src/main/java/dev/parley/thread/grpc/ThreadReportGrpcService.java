package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.internal.v1.ReadThreadsRequest;
import dev.parley.thread.internal.v1.ReadThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceImplBase;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.report.ThreadList;
import dev.parley.thread.roster.Roster;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Serves `parley.thread.internal.v1.ThreadReportService`.
@Singleton
final class ThreadReportGrpcService extends ThreadReportServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(50, 100);
    private static final Comparator<Roster> BY_ID =
            Comparator.comparing(roster -> roster.thread().id());

    private final ThreadList list;
    private final ThreadDirectory directory;
    private final ChangeForm form;

    /// Serves the threads of a store.
    ThreadReportGrpcService(ThreadList list, ThreadDirectory directory, ChangeForm form) {
        this.list = list;
        this.directory = directory;
        this.form = form;
    }

    @Override
    public void readThreads(ReadThreadsRequest request, StreamObserver<ReadThreadsResponse> response) {
        Unary.reply(response, () -> request.getThreadIdsCount() > 0 ? some(request) : page(request));
    }

    private ReadThreadsResponse some(ReadThreadsRequest request) {
        return threads(request.getThreadIdsList().stream().map(ThreadId::new).toList())
                .build();
    }

    private ReadThreadsResponse page(ReadThreadsRequest request) {
        String query = "ReadThreads|" + request.getUserId();
        String after = PageTokens.read(request.getPageToken(), query, 1, List::getFirst)
                .orElse("");
        int size = BOUNDS.size(request.getPageSize());
        Optional<UserId> user =
                request.getUserId().isEmpty() ? Optional.empty() : Optional.of(new UserId(request.getUserId()));
        Page<ThreadId> page = Page.of(list.after(user, after, Page.probe(size)), size);
        return threads(page.items())
                .setNextPageToken(page.nextToken(last -> PageTokens.write(query, last.value())))
                .build();
    }

    private ReadThreadsResponse.Builder threads(List<ThreadId> ids) {
        var threads = ReadThreadsResponse.newBuilder();
        if (!ids.isEmpty()) {
            directory.findAll(ids).stream().sorted(BY_ID).map(form::of).forEach(threads::addThreads);
        }
        return threads;
    }
}
