package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.hint.HintExchange;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A replica under load loses PostgreSQL: nothing is forwarded any more, and nothing is closed. The other replica
/// writes to the same threads.
@Tag("full")
@Isolated("Measures delays.")
final class PartitionedReplicaTest {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionedReplicaTest.class);
    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final int THREADS = 10;
    private static final int SENDERS = 8;
    private static final Duration PARTITION = Duration.ofSeconds(8);
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /// The promises are 5 s; this machine may be slow.
    private static final Duration MOST = Duration.ofMillis(6_500);

    private final TestDatabase database = TestPostgres.database();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicInteger acked = new AtomicInteger();
    private volatile boolean over;

    @Test
    void othersAreHardlyDelayedItsFeedsEndAndItRecovers() throws Exception {
        try (CuttablePort port = CuttablePort.to(database.port());
                Wire other = new Wire(database.settingsFor("message"));
                Wire cut = new Wire(database.through(port.port()).settingsFor("message"));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                partition(port, other, cut, callers);
            } finally {
                over = true;
                port.thaw();
            }
        }
    }

    private void partition(CuttablePort port, Wire other, Wire cut, ExecutorService callers) throws Exception {
        Awaitility.await().atMost(SETTLING).until(() -> isComplete(cut));
        List<String> threads = new ArrayList<>();
        var feeds = new ArrayList<RecordedStream<WatchThreadRequest, WatchThreadResponse>>();
        for (int thread = 0; thread < THREADS; thread++) {
            threads.add(other.thread(ALICE, BOB));
            feeds.add(cut.watch(BOB, threads.getLast(), 0));
            feeds.getLast().await(WatchThreadResponse::hasCaughtUp);
        }
        var load = new ArrayList<Future<?>>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int at = sender;
            load.add(callers.submit(() -> send(other, threads, at, true)));
            load.add(callers.submit(() -> send(cut, threads, at, false)));
        }
        Awaitility.await().atMost(SETTLING).until(() -> acked.get() > 50);
        int sessions = sessions();
        Duration ended = freeze(port, feeds);
        over = true;
        for (Future<?> one : load) {
            one.get();
        }
        assertThat(ended).as("until the feeds of the replica ended").isLessThan(MOST);
        assertThat(Duration.ofNanos(longest.get()))
                .as("the longest send of the other replica")
                .isLessThan(MOST);
        recover(port, cut, threads.getFirst());
        Awaitility.await("sessions that nobody uses end").atMost(SETTLING).until(() -> sessions() <= sessions);
    }

    /// Returns how long it took until all feeds of the replica had ended.
    private Duration freeze(CuttablePort port, List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> feeds) {
        longest.set(0);
        long begin = System.nanoTime();
        port.freeze();
        for (var feed : feeds) {
            assertProblem(feed.awaitEnd(), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            assertThat(feed.received().getLast().getClosing().getResumeToken()).isNotEmpty();
        }
        Duration ended = since(begin);
        int during = acked.get();
        Awaitility.await()
                .atMost(SETTLING)
                .until(() -> acked.get() > during && since(begin).compareTo(PARTITION) > 0);
        LOG.info(
                "Feeds of the replica ended after {} ms, the longest send of the other one took {} ms",
                ended.toMillis(),
                longest.get() / 1_000_000);
        return ended;
    }

    private static void recover(CuttablePort port, Wire cut, String thread) {
        long back = System.nanoTime();
        port.thaw();
        Awaitility.await()
                .atMost(SETTLING)
                .ignoreExceptions()
                .until(() -> cut.send(ALICE, thread, "Back").getSequence() > 0);
        Duration sends = since(back);
        Awaitility.await().atMost(SETTLING).until(() -> isComplete(cut));
        Duration hints = since(back);
        LOG.info(
                "After the partition a send succeeded after {} ms, and hints were complete after {} ms",
                sends.toMillis(),
                hints.toMillis());
        assertThat(sends).as("until sends work again").isLessThan(MOST);
        assertThat(hints).as("until hints are complete again").isLessThan(MOST);
    }

    private static boolean isComplete(Wire replica) {
        return replica.service.bean(HintExchange.class).isComplete();
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void send(Wire replica, List<String> threads, int from, boolean counts) {
        for (int send = from; !over; send++) {
            long begin = System.nanoTime();
            try {
                replica.send(ALICE, threads.get(send % THREADS), "Text");
                if (counts) {
                    acked.incrementAndGet();
                }
            } catch (StatusRuntimeException refused) {
                assertThat(counts)
                        .as("a send of the other replica failed: %s", refused)
                        .isFalse();
            }
            if (counts) {
                longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
            }
        }
    }

    private int sessions() throws SQLException {
        try (var connection = database.connect();
                var query = connection.createStatement();
                var row = query.executeQuery("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and backend_type = 'client backend' and pid <> pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
