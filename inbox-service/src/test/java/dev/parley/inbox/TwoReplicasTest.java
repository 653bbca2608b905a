package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.testing.TestPostgres;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two processes of the service on one store.
final class TwoReplicasTest {

    private static InboxUnderTest one;
    private static InboxUnderTest other;

    @BeforeAll
    static void start() {
        var settings = new HashMap<>(InboxUnderTest.SETTINGS);
        settings.putAll(TestPostgres.database().settingsFor("inbox"));
        one = new InboxUnderTest(settings);
        other = new InboxUnderTest(settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void readersOfOneReplicaFindWhatTheOtherMerged() throws Exception {
        one.apply(thread("thr_a", 1, "usr_ann", "usr_ben"));
        var stream = other.watch("usr_ann");
        stream.await(WatchInboxResponse::hasCaughtUp);
        var request = GetInboxRowRequest.newBuilder()
                .setThreadId("thr_a")
                .addConsistencyTokens(ConsistencyTokens.write(Position.head(new ThreadId("thr_a"), 2)))
                .build();
        var row = CompletableFuture.supplyAsync(
                () -> other.as("usr_ben").getInboxRow(request).getRow(), Executors.newVirtualThreadPerTaskExecutor());

        one.apply(head("thr_a", 2, move("usr_ann", 1)));

        assertThat(row.get(10, TimeUnit.SECONDS).getUnreadCount()).isEqualTo(2);
        stream.await(item -> item.getItem().getRow().getUnreadCount() == 1);
        stream.cancel();
    }

    @Test
    void bothReplicasMergeIntoTheSameInboxesConcurrently() throws Exception {
        int threads = 20;
        for (int i = 0; i < threads; i++) {
            one.apply(thread("thr_m" + i, 1, "usr_may", "usr_o" + i));
        }
        var stream = other.watch("usr_may");
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 8)
                    .mapToObj(writer -> writers.submit(() -> write(writer % 2 == 0 ? one : other, threads)))
                    .toList();
            for (Future<?> write : done) {
                write.get(60, TimeUnit.SECONDS);
            }
        }
        var rows = one.list("usr_may");
        assertThat(rows)
                .hasSize(threads)
                .allSatisfy(row -> assertThat(row.getUnreadCount()).isEqualTo(10));
        rows.forEach(row -> stream.await(item -> item.getItem().getRow().equals(row)));
        stream.cancel();
    }

    private static void write(InboxUnderTest inbox, int threads) {
        for (int sequence = 1; sequence <= 10; sequence++) {
            long at = sequence;
            inbox.applyHeads(IntStream.range(0, threads)
                    .mapToObj(i -> head("thr_m" + i, at, move("usr_o" + i, at)))
                    .toList());
        }
    }
}
