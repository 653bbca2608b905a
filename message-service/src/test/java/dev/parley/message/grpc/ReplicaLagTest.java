package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.hint.HintExchange;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures how long it takes until a feed of one replica shows what the other one wrote, and logs the figures.
@Tag("full")
final class ReplicaLagTest {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLagTest.class);
    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final String CAROL = "usr_carol";
    private static final int ROUNDS = 3;
    private static final int SENDS = 400;
    private static final int MOVES = 200;
    private static final int REMOVALS = 100;
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    /// Far above the figures of an idle machine, and far below those without hints.
    private static final Duration MOST = Duration.ofMillis(100);

    @Test
    void newsOfTheOtherReplicaArriveSoon() {
        Map<String, Object> store = TestPostgres.database().settingsFor("message");
        try (Wire one = new Wire(store);
                Wire other = new Wire(store)) {
            Awaitility.await()
                    .until(() -> one.service.bean(HintExchange.class).isComplete()
                            && other.service.bean(HintExchange.class).isComplete());
            String thread = one.thread(ALICE, BOB, CAROL);
            var feed = one.watch(ALICE, thread, 0);
            feed.await(WatchThreadResponse::hasCaughtUp);

            for (int warm = 0; warm < 300; warm++) {
                other.send(BOB, thread, "Warm");
            }
            for (int round = 0; round < ROUNDS; round++) {
                int before = round * MOVES;
                report("messages", measure(SENDS, _ -> arrival(feed, other, thread)));
                report("cursors", measure(MOVES, number -> cursor(feed, other, thread, before + number + 1)));
                report("removals", measure(REMOVALS, _ -> removal(one, other)));
            }
            assertThat(feed.received()).noneMatch(WatchThreadResponse::hasLagging);
            feed.cancel();
        }
    }

    /// Each step returns when the call began.
    private static long arrival(
            RecordedStream<WatchThreadRequest, WatchThreadResponse> feed, Wire other, String thread) {
        long begin = System.nanoTime();
        long sequence = other.send(BOB, thread, "Text").getSequence();
        awaitLast(feed, element -> element.getItem().getSequence() == sequence);
        return begin;
    }

    private static long cursor(
            RecordedStream<WatchThreadRequest, WatchThreadResponse> feed, Wire other, String thread, long sequence) {
        long begin = System.nanoTime();
        other.receiptsAs(CAROL)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(sequence)
                        .build());
        awaitLast(
                feed,
                element -> element.getStates().getCursorsList().stream()
                        .anyMatch(cursor -> cursor.getUserId().equals(CAROL) && cursor.getReadSequence() == sequence));
        return begin;
    }

    private static long removal(Wire one, Wire other) {
        String thread = one.thread(ALICE, BOB, CAROL);
        var feed = one.watch(BOB, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        long begin = System.nanoTime();
        other.fence(thread, 2, ALICE, CAROL);
        feed.awaitEnd();
        return begin;
    }

    /// Polls the newest elements finely.
    private static void awaitLast(
            RecordedStream<WatchThreadRequest, WatchThreadResponse> feed, Predicate<WatchThreadResponse> fits) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            var received = feed.received();
            var newest = received.subList(Math.max(0, received.size() - 3), received.size());
            if (newest.stream().anyMatch(fits)) {
                return;
            }
            LockSupport.parkNanos(100_000);
        }
        throw new AssertionError("Nothing fits");
    }

    private static long[] measure(int count, LongUnaryOperator step) {
        var taken = new ArrayList<Long>();
        for (int number = 0; number < count; number++) {
            long begin = step.applyAsLong(number);
            long end = System.nanoTime();
            taken.add(end - begin);
            LockSupport.parkNanos(PAUSE - (end - begin));
        }
        return taken.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static void report(String what, long[] sorted) {
        Arrays.sort(sorted);
        long median = sorted[sorted.length / 2];
        long high = sorted[sorted.length * 99 / 100];
        LOG.info(
                "{} from call to the feed of the other replica: p50 {} µs, p99 {} µs, {} of them",
                what,
                median / 1_000,
                high / 1_000,
                sorted.length);
        assertThat(Duration.ofNanos(median)).as(what).isLessThan(MOST);
    }
}
