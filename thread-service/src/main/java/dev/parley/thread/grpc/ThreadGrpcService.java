package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.lookup.ThreadFinder;
import dev.parley.thread.lookup.ThreadQuery;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.open.ThreadOpener;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.BatchGetThreadsResponse;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.CreateThreadResponse;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.GetThreadResponse;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ListThreadsResponse;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `ThreadService`.
@Singleton
final class ThreadGrpcService extends ThreadServiceGrpc.ThreadServiceImplBase {
    private static final PageBounds PAGE = new PageBounds(50, 200);

    private final ThreadOpener opener;
    private final ThreadFinder finder;

    ThreadGrpcService(ThreadOpener opener, ThreadFinder finder) {
        this.opener = opener;
        this.finder = finder;
    }

    @Override
    public void createThread(CreateThreadRequest request, StreamObserver<CreateThreadResponse> response) {
        Unary.reply(response, () -> create(request));
    }

    @Override
    public void getThread(GetThreadRequest request, StreamObserver<GetThreadResponse> response) {
        Unary.reply(
                response,
                () -> GetThreadResponse.newBuilder()
                        .setThread(ThreadMapper.toUser(
                                finder.get(Caller.current().actingUser(), new ThreadId(request.getThreadId()))))
                        .build());
    }

    @Override
    public void batchGetThreads(BatchGetThreadsRequest request, StreamObserver<BatchGetThreadsResponse> response) {
        Unary.reply(response, () -> batch(request));
    }

    @Override
    public void listThreads(ListThreadsRequest request, StreamObserver<ListThreadsResponse> response) {
        Unary.reply(response, () -> list(request, Caller.current().actingUser()));
    }

    @Override
    public void getOrCreateDirectThread(
            GetOrCreateDirectThreadRequest request, StreamObserver<GetOrCreateDirectThreadResponse> response) {
        Unary.reply(response, () -> direct(request, Caller.current().actingUser()));
    }

    private CreateThreadResponse create(CreateThreadRequest request) {
        var draft = RequestMapper.toDraft(request);
        var key = RequestMapper.toRequest(request.getRequestId(), request);
        var user = Caller.current().user();
        var form = ThreadReply.to(user);
        var reply = ThreadReply.of(
                user.isPresent()
                        ? opener.openAs(user.get(), key, draft, form)
                        : opener.openAsService(key, draft, form));
        return CreateThreadResponse.newBuilder()
                .setThread(reply.thread())
                .setReplayed(reply.replayed())
                .setConsistencyToken(reply.token())
                .build();
    }

    /// A service on its own behalf sees every thread.
    private BatchGetThreadsResponse batch(BatchGetThreadsRequest request) {
        var user = Caller.current().user();
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
        var kinds = RequestMapper.toKinds(request.getKindsValueList());
        var query = new ThreadQuery(user, kinds, PageMapper.toPosition(user, request));
        return PageMapper.toProto(finder.list(query, PAGE.size(request.getPageSize())), user, request);
    }

    private GetOrCreateDirectThreadResponse direct(GetOrCreateDirectThreadRequest request, UserId user) {
        var direct = opener.openDirect(user, new UserId(request.getUserId()));
        var thread = direct.roster().thread();
        return GetOrCreateDirectThreadResponse.newBuilder()
                .setThread(ThreadMapper.toUser(ThreadView.of(direct.roster(), user)))
                .setCreated(direct.created())
                .setConsistencyToken(TokenMapper.toToken(thread.id(), thread.shownVersion(), direct.head()))
                .build();
    }
}
