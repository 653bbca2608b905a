package dev.parley.inbox.grpc;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxPage;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.row.UnreadExplainer.Asker;
import dev.parley.inbox.unread.UnreadNumbers;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.ListInboxResponse;
import dev.parley.inbox.watch.AtLeast;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageSize;
import java.util.Optional;

/// Maps what `InboxService` is asked and answers.
final class InboxMapper {

    private static final int PAGE = 50;
    private static final int MAX_PAGE = 200;

    private InboxMapper() {}

    /// The acting user.
    static UserId user() {
        return new UserId(Caller.current().userId());
    }

    static Asker asker() {
        return new Asker(user(), Caller.current().is(CallerKind.CALLER_KIND_OPERATOR));
    }

    static InboxQuery toQuery(UserId user, ListInboxRequest request) {
        var folder = RowMapper.toFolder(request.getFolder());
        return new InboxQuery(
                user,
                folder,
                InboxTokens.readPage(request.getPageToken(), user, folder),
                PageSize.of(request.getPageSize(), PAGE, MAX_PAGE));
    }

    static Optional<AtLeast> toAtLeast(boolean present, dev.parley.inbox.v1.AtLeast atLeast) {
        return present
                ? Optional.of(new AtLeast(new ThreadId(atLeast.getThreadId()), atLeast.getSequence()))
                : Optional.empty();
    }

    static ListInboxResponse toProto(InboxQuery query, InboxPage<ShownRow> page) {
        var response = ListInboxResponse.newBuilder().setRevision(page.revision());
        page.rows().forEach(row -> response.addRows(RowMapper.toProto(row)));
        page.next()
                .ifPresent(
                        next -> response.setNextPageToken(InboxTokens.writePage(query.user(), query.folder(), next)));
        return response.build();
    }

    static Badge toProto(dev.parley.inbox.unread.Badge badge) {
        return Badge.newBuilder()
                .setUnreadThreadCount(badge.unreadThreads())
                .setUnreadMessageCount(badge.unreadMessages())
                .setRevision(badge.revision())
                .build();
    }

    /// Whose numbers are asked for; the asker's own unless another is named.
    static UserId subject(Asker asker, ExplainUnreadRequest request) {
        return request.getUserId().isEmpty() ? asker.user() : new UserId(request.getUserId());
    }

    static ExplainUnreadResponse toProto(UserId user, ThreadId thread, UnreadNumbers numbers) {
        return ExplainUnreadResponse.newBuilder()
                .setThreadId(thread.value())
                .setUserId(user.value())
                .setUnreadCount(numbers.unreadCount())
                .setHeadOrdinal(numbers.headOrdinal())
                .setReadOrdinal(numbers.readOrdinal())
                .addAllHiddenOrdinals(numbers.hiddenOrdinals())
                .setAsOfSequence(numbers.asOfSequence())
                .setReadSequence(numbers.readSequence())
                .setThreadVersion(numbers.threadVersion())
                .setRevision(numbers.revision())
                .build();
    }
}
