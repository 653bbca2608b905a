package dev.parley.thread.grpc;

import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.thread.domain.Page;
import dev.parley.thread.domain.Participant;
import dev.parley.thread.domain.ThreadId;
import dev.parley.thread.domain.ThreadPosition;
import dev.parley.thread.domain.ThreadView;
import dev.parley.thread.domain.UserId;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListParticipantsResponse;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ListThreadsResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Pages and their tokens.
final class PageMapper {
    private PageMapper() {}

    static Optional<ThreadPosition> toPosition(UserId user, ListThreadsRequest request) {
        return PageTokens.read(request.getPageToken(), query(user, request), 2)
                .map(parts -> parse(
                        parts, read -> new ThreadPosition(Instant.parse(read.get(0)), new ThreadId(read.get(1)))));
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
        return PageTokens.read(request.getPageToken(), query(user, request), 1)
                .map(parts -> parse(parts, read -> Long.valueOf(read.getFirst())));
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

    private static <T> T parse(List<String> parts, Function<List<String>, T> reader) {
        try {
            return reader.apply(parts);
        } catch (DateTimeException | IllegalArgumentException forged) {
            throw new PageTokenInvalid().exception();
        }
    }
}
