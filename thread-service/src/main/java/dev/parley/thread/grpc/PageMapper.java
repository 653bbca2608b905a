package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.lookup.Page;
import dev.parley.thread.lookup.ThreadPosition;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ThreadView;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListParticipantsResponse;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ListThreadsResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Pages and their tokens.
final class PageMapper {
    private PageMapper() {}

    static Optional<ThreadPosition> toPosition(UserId user, ListThreadsRequest request) {
        return PageTokens.read(request.getPageToken(), query(user, request), 2, PageMapper::toPosition);
    }

    static ListThreadsResponse toProto(Page<ThreadView, ThreadPosition> page, UserId user, ListThreadsRequest request) {
        return ListThreadsResponse.newBuilder()
                .addAllThreads(page.items().stream().map(ThreadMapper::toUser).toList())
                .setNextPageToken(page.next()
                        .map(next -> PageTokens.write(query(user, request), next.createTime(), next.thread()))
                        .orElse(""))
                .build();
    }

    static Optional<Long> toPosition(UserId user, ListParticipantsRequest request) {
        return PageTokens.read(
                request.getPageToken(), query(user, request), 1, parts -> Long.valueOf(parts.getFirst()));
    }

    static ListParticipantsResponse toProto(
            Page<Participant, Long> page, UserId user, ListParticipantsRequest request) {
        return ListParticipantsResponse.newBuilder()
                .addAllParticipants(
                        page.items().stream().map(ThreadMapper::toUser).toList())
                .setNextPageToken(page.next()
                        .map(next -> PageTokens.write(query(user, request), next))
                        .orElse(""))
                .build();
    }

    private static String query(UserId user, ListThreadsRequest request) {
        return "ListThreads|" + user + "|kind=" + request.getKindValue();
    }

    private static String query(UserId user, ListParticipantsRequest request) {
        return "ListParticipants|" + user + "|" + request.getThreadId();
    }

    private static ThreadPosition toPosition(List<String> parts) {
        return new ThreadPosition(WireTime.bounded(Instant.parse(parts.get(0))), new ThreadId(parts.get(1)));
    }
}
