package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.lookup.ThreadPosition;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListParticipantsResponse;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ListThreadsResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Converts pages and their tokens.
final class PageMapper {
    private PageMapper() {}

    static Optional<ThreadPosition> toPosition(UserId user, ListThreadsRequest request) {
        return PageTokens.read(request.getPageToken(), query(user, request), 2, PageMapper::toPosition);
    }

    static ListThreadsResponse toProto(Page<ThreadView> page, UserId user, ListThreadsRequest request) {
        return ListThreadsResponse.newBuilder()
                .addAllThreads(page.map(ThreadMapper::toUser).items())
                .setNextPageToken(page.nextToken(last -> {
                    var identity = last.thread().identity();
                    return PageTokens.write(query(user, request), identity.createTime(), identity.id());
                }))
                .build();
    }

    /// Returns the join order after which the page begins.
    static Optional<Long> toOrder(UserId user, ListParticipantsRequest request) {
        return PageTokens.read(
                request.getPageToken(), query(user, request), 1, parts -> Long.valueOf(parts.getFirst()));
    }

    static ListParticipantsResponse toProto(Page<Participant> page, UserId user, ListParticipantsRequest request) {
        return ListParticipantsResponse.newBuilder()
                .addAllParticipants(page.map(ThreadMapper::toProto).items())
                .setNextPageToken(page.nextToken(last ->
                        PageTokens.write(query(user, request), last.join().order())))
                .build();
    }

    private static String query(UserId user, ListThreadsRequest request) {
        var kinds = request.getKindsValueList().stream()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return "ListThreads|" + user + "|kinds=" + kinds;
    }

    private static String query(UserId user, ListParticipantsRequest request) {
        return "ListParticipants|" + user + "|" + request.getThreadId();
    }

    private static ThreadPosition toPosition(List<String> parts) {
        return new ThreadPosition(WireTime.bounded(Instant.parse(parts.get(0))), new ThreadId(parts.get(1)));
    }
}
