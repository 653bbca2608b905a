package dev.parley.inbox.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxReader;
import dev.parley.inbox.row.UnreadExplainer;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc.InboxServiceImplBase;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.ListInboxResponse;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `parley.inbox.v1.InboxService`.
@Singleton
public final class InboxGrpcService extends InboxServiceImplBase {

    private final InboxReader reader;
    private final UnreadExplainer explainer;
    private final InboxWatcher watcher;

    /// Serves readers, feeds and explanations.
    public InboxGrpcService(InboxReader reader, UnreadExplainer explainer, InboxWatcher watcher) {
        this.reader = reader;
        this.explainer = explainer;
        this.watcher = watcher;
    }

    @Override
    public void listInbox(ListInboxRequest request, StreamObserver<ListInboxResponse> response) {
        Unary.reply(response, () -> list(InboxMapper.user(), request));
    }

    @Override
    public void getInboxRow(GetInboxRowRequest request, StreamObserver<InboxRow> response) {
        Unary.reply(response, () -> row(InboxMapper.user(), request));
    }

    @Override
    public void getBadge(GetBadgeRequest request, StreamObserver<Badge> response) {
        Unary.reply(response, () -> badge(InboxMapper.user(), request));
    }

    @Override
    public void watchInbox(WatchInboxRequest request, StreamObserver<WatchInboxResponse> response) {
        watcher.watch(InboxMapper.user(), request, response);
    }

    @Override
    public void explainUnread(ExplainUnreadRequest request, StreamObserver<ExplainUnreadResponse> response) {
        Unary.reply(response, () -> explain(InboxMapper.asker(), request));
    }

    private ListInboxResponse list(UserId user, ListInboxRequest request) {
        var query = InboxMapper.toQuery(user, request);
        var atLeast = InboxMapper.toAtLeast(request.hasAtLeast(), request.getAtLeast());
        return InboxMapper.toProto(query, reader.list(query, atLeast));
    }

    private InboxRow row(UserId user, GetInboxRowRequest request) {
        var atLeast = InboxMapper.toAtLeast(request.hasAtLeast(), request.getAtLeast());
        return RowMapper.toProto(reader.row(user, new ThreadId(request.getThreadId()), atLeast));
    }

    private Badge badge(UserId user, GetBadgeRequest request) {
        return InboxMapper.toProto(
                reader.badge(user, InboxMapper.toAtLeast(request.hasAtLeast(), request.getAtLeast())));
    }

    private ExplainUnreadResponse explain(UnreadExplainer.Asker asker, ExplainUnreadRequest request) {
        var subject = InboxMapper.subject(asker, request);
        var thread = new ThreadId(request.getThreadId());
        return InboxMapper.toProto(subject, thread, explainer.explain(asker, subject, thread));
    }
}
