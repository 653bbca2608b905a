package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageSize;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.lookup.ThreadFinder;
import dev.parley.thread.open.ThreadOpener;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.BatchGetThreadsResponse;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ListThreadsResponse;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `ThreadService`.
@Singleton
final class ThreadGrpcService extends ThreadServiceGrpc.ThreadServiceImplBase {
    private static final int PAGE = 50;
    private static final int PAGE_MAX = 200;

    private final ThreadOpener opener;
    private final ThreadFinder finder;

    ThreadGrpcService(ThreadOpener opener, ThreadFinder finder) {
        this.opener = opener;
        this.finder = finder;
    }

    @Override
    public void createThread(CreateThreadRequest request, StreamObserver<Thread> response) {
        Unary.reply(
                response,
                () -> ThreadMapper.toUser(opener.open(
                        RequestMapper.toRequest(request.getRequestId(), request), RequestMapper.toDraft(request))));
    }

    @Override
    public void getThread(GetThreadRequest request, StreamObserver<Thread> response) {
        Unary.reply(
                response,
                () -> ThreadMapper.toUser(finder.get(RequestMapper.user(), new ThreadId(request.getThreadId()))));
    }

    @Override
    public void batchGetThreads(BatchGetThreadsRequest request, StreamObserver<BatchGetThreadsResponse> response) {
        Unary.reply(response, () -> batch(request));
    }

    @Override
    public void listThreads(ListThreadsRequest request, StreamObserver<ListThreadsResponse> response) {
        Unary.reply(response, () -> list(request, RequestMapper.user()));
    }

    @Override
    public void getOrCreateDirectThread(
            GetOrCreateDirectThreadRequest request, StreamObserver<GetOrCreateDirectThreadResponse> response) {
        Unary.reply(response, () -> toProto(opener.openDirect(RequestMapper.user(), new UserId(request.getUserId()))));
    }

    /// A service in its own name sees every thread, and blocks.
    private BatchGetThreadsResponse batch(BatchGetThreadsRequest request) {
        var user = Caller.current().user().map(UserId::new);
        var batch = finder.getAll(user, RequestMapper.toThreadIds(request.getThreadIdsList()));
        return BatchGetThreadsResponse.newBuilder()
                .addAllThreads(batch.found().stream()
                        .map(view -> user.isPresent() ? ThreadMapper.toUser(view) : ThreadMapper.toService(view))
                        .toList())
                .addAllMissingThreadIds(
                        batch.missing().stream().map(ThreadId::value).toList())
                .build();
    }

    private ListThreadsResponse list(ListThreadsRequest request, UserId user) {
        var page = finder.list(
                user,
                WordMapper.toKind(request.getKind()),
                PageMapper.toPosition(user, request),
                PageSize.of(request.getPageSize(), PAGE, PAGE_MAX));
        return PageMapper.toProto(page, user, request);
    }

    private static GetOrCreateDirectThreadResponse toProto(ThreadOpener.Direct direct) {
        return GetOrCreateDirectThreadResponse.newBuilder()
                .setThread(ThreadMapper.toUser(direct.thread()))
                .setCreated(direct.created())
                .build();
    }
}
