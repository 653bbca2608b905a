package dev.parley.platform.server;

import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.wire.Unary;
import dev.parley.platform.wire.WireTime;
import dev.parley.server.v1.ListParkedKeysRequest;
import dev.parley.server.v1.ListParkedKeysResponse;
import dev.parley.server.v1.OperationsServiceGrpc.OperationsServiceImplBase;
import dev.parley.server.v1.RetryParkedKeyRequest;
import dev.parley.server.v1.RetryParkedKeyResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Lists and retries the parked keys of all services of this process.
@Singleton
public final class OperationsGrpcService extends OperationsServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(50, 200);
    private static final Position START = new Position("", "");

    private final TreeMap<String, Backlog> backlogs = new TreeMap<>();

    /// A position in the list of all parked keys.
    private record Position(String topic, String key) {}

    private record Listed(String topic, ParkedKey key) {}

    /// Serves these backlogs. Throws `IllegalStateException` if two have one topic.
    public OperationsGrpcService(List<Backlog> backlogs) {
        backlogs.forEach(backlog -> {
            if (this.backlogs.put(backlog.topic(), backlog) != null) {
                throw new IllegalStateException("Two backlogs have the topic " + backlog.topic());
            }
        });
    }

    @Override
    public void listParkedKeys(ListParkedKeysRequest request, StreamObserver<ListParkedKeysResponse> response) {
        Unary.reply(response, () -> toProto(list(request), request.getTopic()));
    }

    @Override
    public void retryParkedKey(RetryParkedKeyRequest request, StreamObserver<RetryParkedKeyResponse> response) {
        Unary.reply(
                response,
                () -> RetryParkedKeyResponse.newBuilder()
                        .setRetried(find(request.getTopic()).retry(request.getKey()))
                        .build());
    }

    private Page<Listed> list(ListParkedKeysRequest request) {
        String topic = request.getTopic();
        int size = BOUNDS.size(request.getPageSize());
        Position after = PageTokens.read(
                        request.getPageToken(),
                        tokenQuery(topic),
                        2,
                        parts -> new Position(parts.getFirst(), parts.getLast()))
                .orElse(START);
        List<Backlog> wanted = topic.isEmpty()
                ? List.copyOf(backlogs.tailMap(after.topic(), true).values())
                : List.of(find(topic));
        return Page.of(read(wanted, after, Page.probe(size)), size);
    }

    private static List<Listed> read(List<Backlog> backlogs, Position after, int limit) {
        var keys = new ArrayList<Listed>();
        for (Backlog backlog : backlogs) {
            if (keys.size() < limit) {
                String from = backlog.topic().equals(after.topic()) ? after.key() : "";
                backlog.parked(from, limit - keys.size()).forEach(key -> keys.add(new Listed(backlog.topic(), key)));
            }
        }
        return keys;
    }

    private Backlog find(String topic) {
        Backlog backlog = backlogs.get(topic);
        if (backlog == null) {
            throw RequestInvalid.of(
                            "topic", "topic.known", "must be one of the topics of this server: " + backlogs.keySet())
                    .exception();
        }
        return backlog;
    }

    private static ListParkedKeysResponse toProto(Page<Listed> page, String topic) {
        var response = ListParkedKeysResponse.newBuilder();
        page.items().forEach(one -> response.addParkedKeys(toProto(one)));
        return response.setNextPageToken(page.nextToken(last -> PageTokens.write(
                        tokenQuery(topic), last.topic(), last.key().key())))
                .build();
    }

    private static dev.parley.server.v1.ParkedKey toProto(Listed one) {
        return dev.parley.server.v1.ParkedKey.newBuilder()
                .setTopic(one.topic())
                .setKey(one.key().key())
                .setVersion(one.key().version())
                .setReason(one.key().reason())
                .setAttemptCount(one.key().attempts())
                .setParkTime(WireTime.toProto(one.key().parkTime()))
                .build();
    }

    private static String tokenQuery(String topic) {
        return "ListParkedKeys|" + topic;
    }
}
