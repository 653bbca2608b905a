package dev.parley.platform.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.id.RequestId;
import dev.parley.platform.background.Background;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SampleDatabase;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.request.RequestResults.Result;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestResultsTest {

    private static final RequestKey KEY = new RequestKey("Create|usr_a", new RequestId("request-1"));

    private final AtomicInteger changes = new AtomicInteger();
    private SampleDatabase sample;
    private Database database;

    @BeforeEach
    void create() {
        sample = SampleDatabase.create(TestPostgres.database());
        database = sample.database();
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void retryGetsTheFirstResultAndChangesNothing() {
        Result first = send(KEY, "content");
        Result second = send(KEY, "content");

        assertThat(text(first)).isEqualTo("result 1");
        assertThat(first.replayed()).isFalse();
        assertThat(text(second)).isEqualTo("result 1");
        assertThat(second.replayed()).isTrue();
        assertThat(database.<Boolean>withConnection(
                        c -> RequestResults.replay(c, KEY, Sha256.of("content")).isPresent()))
                .isTrue();
        assertThat(changes).hasValue(1);
    }

    @Test
    void sameIdWithOtherContentIsRefused() {
        send(KEY, "content");
        assertThatThrownBy(() -> send(KEY, "other"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        carrier -> assertThat(carrier.problem()).isEqualTo(new RequestIdReused("request-1")));
        assertThat(changes).hasValue(1);
    }

    @Test
    void anotherScopeIsAnotherRequest() {
        send(KEY, "content");
        assertThat(text(send(new RequestKey("Create|usr_b", KEY.requestId()), "content")))
                .isEqualTo("result 2");
    }

    @Test
    void failureStoresNothing() {
        assertThatThrownBy(() -> database.transaction(c -> RequestResults.once(c, KEY, Sha256.of("content"), w -> {
                    throw new IllegalStateException("the change failed");
                })))
                .isInstanceOf(IllegalStateException.class);
        assertThat(send(KEY, "content").replayed()).isFalse();
    }

    @Test
    void oneOfManyConcurrentRequestsMakesTheChange() throws Exception {
        var go = new CountDownLatch(1);
        var results = new ArrayList<Future<Result>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                results.add(threads.submit(() -> {
                    go.await();
                    return send(KEY, "content");
                }));
            }
            go.countDown();
        }
        int replayed = 0;
        for (Future<Result> result : results) {
            assertThat(text(result.get())).isEqualTo("result 1");
            replayed += result.get().replayed() ? 1 : 0;
        }
        assertThat(replayed).isEqualTo(5);
        assertThat(changes).hasValue(1);
    }

    @Test
    void expiredResultIsIgnoredAndPurged() {
        for (int i = 0; i < 5; i++) {
            send(new RequestKey("old", new RequestId("request-" + i)), "content");
        }
        sql("update request_result set create_time = now() - interval '31 days'");
        assertThat(send(new RequestKey("old", new RequestId("request-1")), "other")
                        .replayed())
                .isFalse();
        assertThat(database.<Integer>transaction(c -> RequestResults.purge(c, 3)))
                .isEqualTo(3);

        try (var background = new Background()) {
            RequestResults.purge("sample", database, background).start();
            await().until(() -> count() == 1);
        }
    }

    @Test
    void resultThatIsTooLongIsAnInternalError() {
        assertThatThrownBy(() -> database.transaction(c ->
                        RequestResults.once(c, KEY, Sha256.of("content"), w -> new byte[RequestResults.MAX_BYTES + 1])))
                .isInstanceOf(IllegalStateException.class);
    }

    private Result send(RequestKey key, String content) {
        return database.transaction(c -> RequestResults.once(
                c,
                key,
                Sha256.of(content),
                w -> ("result " + changes.incrementAndGet()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Result result) {
        return new String(result.bytes(), StandardCharsets.UTF_8);
    }

    private int count() {
        return database.withConnection(c -> {
            try (var query = c.prepareStatement("select count(*)::int from request_result")) {
                return Rows.one(query, row -> row.getInt(1));
            }
        });
    }

    private void sql(String text) {
        database.transaction(c -> {
            try (var statement = c.createStatement()) {
                return statement.executeUpdate(text);
            }
        });
    }
}
