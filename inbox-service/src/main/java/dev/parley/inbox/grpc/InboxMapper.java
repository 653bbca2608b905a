package dev.parley.inbox.grpc;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.Explanation;
import dev.parley.inbox.row.InboxPage;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.row.UnreadExplainer.Asker;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.ListInboxResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageBounds;
import java.util.List;

/// Converts the requests and responses of `InboxService`.
final class InboxMapper {

    static final PageBounds PAGE = new PageBounds(50, 200);
    private static final int MOST_HIDDEN = 1000;

    private InboxMapper() {}

    static Asker asker() {
        return new Asker(Caller.current().actingUser(), Caller.current().is(CallerKind.CALLER_KIND_OPERATOR));
    }

    static InboxQuery toQuery(UserId user, ListInboxRequest request) {
        var folder = RowMapper.toFolder(request.getFolder());
        return new InboxQuery(
                user,
                folder,
                InboxTokens.readPage(request.getPageToken(), user, folder),
                PAGE.size(request.getPageSize()));
    }

    static ListInboxResponse toProto(InboxQuery query, InboxPage<ShownRow> found) {
        var response = ListInboxResponse.newBuilder()
                .setRevision(found.revision())
                .setNextPageToken(found.page()
                        .nextToken(last -> InboxTokens.writePage(
                                query.user(), query.folder(), last.row().position())));
        found.page().items().forEach(row -> response.addRows(RowMapper.toProto(row)));
        return response.build();
    }

    static Badge toProto(dev.parley.inbox.unread.Badge badge) {
        return Badge.newBuilder()
                .setUnreadThreadCount(RowMapper.count(badge.unreadThreads()))
                .setUnreadMessageCount(RowMapper.count(badge.unreadMessages()))
                .setRevision(badge.revision())
                .build();
    }

    /// Returns the user whose numbers are requested: the caller, unless another user is named.
    static UserId subject(Asker asker, ExplainUnreadRequest request) {
        return request.getUserId().isEmpty() ? asker.user() : new UserId(request.getUserId());
    }

    /// Operators see which ordinals are hidden; users see only how many. Only operators see the version of
    /// the thread, which also changes with blocks.
    static ExplainUnreadResponse toProto(Asker asker, UserId user, ThreadId thread, Explanation found) {
        var unread = found.unread();
        var hidden = asker.operator() ? unread.hidden() : List.<Long>of();
        return ExplainUnreadResponse.newBuilder()
                .setThreadId(thread.value())
                .setUserId(user.value())
                .setUnreadCount(RowMapper.count(unread.count()))
                .setHeadOrdinal(RowMapper.count(unread.headOrdinal()))
                .setReadOrdinal(RowMapper.count(unread.readOrdinal()))
                .setHiddenCount(unread.hidden().size())
                .addAllHiddenOrdinals(
                        hidden.stream().limit(MOST_HIDDEN).map(RowMapper::count).toList())
                .setAsOfSequence(found.asOfSequence())
                .setReadSequence(found.cursor().sequence())
                .setThreadVersion(asker.operator() ? found.threadVersion() : 0)
                .setCursorVersion(found.cursor().version())
                .setRevision(found.revision())
                .build();
    }
}
