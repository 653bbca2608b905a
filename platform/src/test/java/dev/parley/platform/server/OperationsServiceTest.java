package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.server.v1.ListParkedKeysRequest;
import dev.parley.server.v1.ListParkedKeysResponse;
import dev.parley.server.v1.RetryParkedKeyRequest;
import dev.parley.server.v1.RetryParkedKeyResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OperationsServiceTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final Keys first = new Keys("message.inbox", 3);
    private final Keys second = new Keys("thread.fence", 3);
    private final OperationsGrpcService service = new OperationsGrpcService(List.of(second, first));

    private static final class Keys implements Backlog {

        private final String topic;
        private final TreeMap<String, ParkedKey> keys = new TreeMap<>();

        Keys(String topic, int count) {
            this.topic = topic;
            IntStream.range(0, count)
                    .mapToObj(i -> "key-" + i)
                    .forEach(key -> keys.put(key, new ParkedKey(key, 7, "NOT_FOUND", 2, NOW)));
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public Depth depth() {
            return new Depth(keys.size(), Duration.ZERO);
        }

        @Override
        public List<ParkedKey> parked(String after, int limit) {
            return keys.tailMap(after, false).values().stream().limit(limit).toList();
        }

        @Override
        public boolean retry(String key) {
            return keys.remove(key) != null;
        }
    }

    @Test
    void keysOfAllTopicsAreListedInPages() {
        for (int size = 1; size < 8; size++) {
            assertThat(all("", size))
                    .as("pages of %d", size)
                    .containsExactly(
                            "message.inbox key-0",
                            "message.inbox key-1",
                            "message.inbox key-2",
                            "thread.fence key-0",
                            "thread.fence key-1",
                            "thread.fence key-2");
        }
        assertThat(all("thread.fence", 2)).hasSize(3).allMatch(key -> key.startsWith("thread.fence"));
    }

    @Test
    void keyIsShownWithItsReason() {
        assertThat(list("", 1, "").getParkedKeys(0)).satisfies(key -> {
            assertThat(key.getVersion()).isEqualTo(7);
            assertThat(key.getReason()).isEqualTo("NOT_FOUND");
            assertThat(key.getAttemptCount()).isEqualTo(2);
            assertThat(key.getParkTime().getSeconds()).isEqualTo(NOW.getEpochSecond());
        });
    }

    @Test
    void tokenOfAnotherTopicIsRefused() {
        String token = list("thread.fence", 1, "").getNextPageToken();
        refused(PageTokenInvalid.class, () -> list("message.inbox", 1, token));
    }

    @Test
    void unknownTopicIsRefused() {
        refused(RequestInvalid.class, () -> list("thread.unknown", 1, ""));
        refused(RequestInvalid.class, () -> retry("thread.unknown", "key-1"));
    }

    @Test
    void retryIsIdempotent() {
        assertThat(retry("thread.fence", "key-1")).isTrue();
        assertThat(retry("thread.fence", "key-1")).isFalse();
        assertThat(all("thread.fence", 50)).containsExactly("thread.fence key-0", "thread.fence key-2");
    }

    private static void refused(Class<? extends Problem> problem, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem()).isInstanceOf(problem));
    }

    private List<String> all(String topic, int size) {
        var keys = new ArrayList<String>();
        String token = "";
        do {
            ListParkedKeysResponse page = list(topic, size, token);
            page.getParkedKeysList().forEach(key -> keys.add(key.getTopic() + " " + key.getKey()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return keys;
    }

    private ListParkedKeysResponse list(String topic, int size, String token) {
        return call(response -> service.listParkedKeys(
                ListParkedKeysRequest.newBuilder()
                        .setTopic(topic)
                        .setPageSize(size)
                        .setPageToken(token)
                        .build(),
                response));
    }

    private boolean retry(String topic, String key) {
        return OperationsServiceTest.<RetryParkedKeyResponse>call(response -> service.retryParkedKey(
                        RetryParkedKeyRequest.newBuilder()
                                .setTopic(topic)
                                .setKey(key)
                                .build(),
                        response))
                .getRetried();
    }

    private static <T> T call(Consumer<StreamObserver<T>> call) {
        var stream = new ArrayList<T>();
        call.accept(new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                stream.add(value);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onCompleted() {}
        });
        return stream.getFirst();
    }
}
