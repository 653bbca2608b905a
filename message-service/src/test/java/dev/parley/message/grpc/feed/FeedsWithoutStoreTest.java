package dev.parley.message.grpc.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.grpc.Status.Code;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Feeds that are opened while the store does not answer.
@Timeout(120)
final class FeedsWithoutStoreTest {

    private static final int FEEDS = 1_000;
    private static final int USERS = 20;
    private static final int SUBSCRIPTIONS = 200;
    private static final Duration SOON = Duration.ofSeconds(12);

    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final Wire WIRE = new Wire(DATABASE.settingsFor("message"));

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    private static Connection locked() throws Exception {
        Connection holder = DATABASE.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.createStatement()) {
            lock.execute("lock table message.thread_head in access exclusive mode");
        }
        return holder;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void allFeedsThatWaitForTheirStartEndSoon() throws Exception {
        List<String> threads = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            threads.add(WIRE.thread("usr_" + i, "usr_other"));
        }
        List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> readers = new ArrayList<>();
        try (Connection holder = locked()) {
            for (int i = 0; i < FEEDS; i++) {
                RecordedStream<WatchThreadRequest, WatchThreadResponse> reader = RecordedStream.eager();
                MessageServiceGrpc.newStub(WIRE.service.as("usr_" + i % USERS))
                        .watchThread(
                                WatchThreadRequest.newBuilder()
                                        .setThreadId(threads.get(i % USERS))
                                        .build(),
                                reader);
                readers.add(reader);
            }
            long opened = System.nanoTime();
            for (var reader : readers) {
                assertProblem(Objects.requireNonNull(reader.awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            }
            assertThat(since(opened)).isLessThan(SOON);
            holder.rollback();
        }
        var again = WIRE.watch(
                "usr_0",
                WatchThreadRequest.newBuilder().setThreadId(threads.getFirst()).build());
        again.await(WatchThreadResponse::hasCaughtUp);
        again.cancel();
    }

    @Test
    void streamOfSubscriptionsThatNeverBeginEndsWhole() throws Exception {
        String thread = WIRE.thread("usr_alice", "usr_bob");
        try (Connection holder = locked()) {
            long opened = System.nanoTime();
            Following bff = Following.eager(WIRE.service.asService("bff", "act-as-user"));
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                bff.subscribe(Following.of("s" + i, "usr_alice", thread));
            }
            assertProblem(Objects.requireNonNull(bff.stream.awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            assertThat(since(opened)).isLessThan(SOON);
            FollowThreadsResponse last = bff.stream.received().getLast();
            assertThat(last.getClosing().getReason()).isEqualTo(CloseReason.CLOSE_REASON_STORE_UNAVAILABLE);
            assertThat(last.getClosing().hasRetryDelay()).isTrue();
            holder.rollback();
        }
    }
}
