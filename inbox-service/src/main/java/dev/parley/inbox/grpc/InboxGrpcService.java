package dev.parley.inbox.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxReader;
import dev.parley.inbox.row.UnreadExplainer;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetBadgeResponse;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.GetInboxRowResponse;
import dev.parley.inbox.v1.InboxServiceGrpc.InboxServiceImplBase;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.ListInboxResponse;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;

/// Serves `parley.inbox.v1.InboxService`.
@Singleton
@Bean(typed = InboxGrpcService.class)
public final class InboxGrpcService extends InboxServiceImplBase {

    private final InboxReader reader;
    private final UnreadExplainer explainer;
    private final InboxWatcher watcher;

    /// Serves reads, feeds and explanations.
    public InboxGrpcService(InboxReader reader, UnreadExplainer explainer, InboxWatcher watcher) {
        this.reader = reader;
        this.explainer = explainer;
        this.watcher = watcher;
    }

    @Override
    public void listInbox(ListInboxRequest request, StreamObserver<ListInboxResponse> response) {
        Unary.reply(response, () -> list(user(), request));
    }

    @Override
    public void getInboxRow(GetInboxRowRequest request, StreamObserver<GetInboxRowResponse> response) {
        Unary.reply(response, () -> row(user(), request));
    }

    @Override
    public void getBadge(GetBadgeRequest request, StreamObserver<GetBadgeResponse> response) {
        Unary.reply(response, () -> badge(user(), request));
    }

    @Override
    public void watchInbox(WatchInboxRequest request, StreamObserver<WatchInboxResponse> response) {
        watcher.watch(user(), request, response);
    }

    @Override
    public void explainUnread(ExplainUnreadRequest request, StreamObserver<ExplainUnreadResponse> response) {
        Unary.reply(response, () -> explain(InboxMapper.asker(), request));
    }

    private static UserId user() {
        return Caller.current().actingUser();
    }

    private ListInboxResponse list(UserId user, ListInboxRequest request) {
        var query = InboxMapper.toQuery(user, request);
        var after = ConsistencyTokens.read(request.getConsistencyTokensList());
        return InboxMapper.toProto(query, reader.list(query, after));
    }

    private GetInboxRowResponse row(UserId user, GetInboxRowRequest request) {
        var after = ConsistencyTokens.read(request.getConsistencyTokensList());
        var row = reader.row(user, new ThreadId(request.getThreadId()), after);
        return GetInboxRowResponse.newBuilder().setRow(RowMapper.toProto(row)).build();
    }

    private GetBadgeResponse badge(UserId user, GetBadgeRequest request) {
        var after = ConsistencyTokens.read(request.getConsistencyTokensList());
        return GetBadgeResponse.newBuilder()
                .setBadge(InboxMapper.toProto(reader.badge(user, after)))
                .build();
    }

    private ExplainUnreadResponse explain(UnreadExplainer.Asker asker, ExplainUnreadRequest request) {
        var subject = InboxMapper.subject(asker, request);
        var thread = new ThreadId(request.getThreadId());
        var after = ConsistencyTokens.read(request.getConsistencyTokensList());
        return InboxMapper.toProto(asker, subject, thread, explainer.explain(asker, subject, thread, after));
    }
}
