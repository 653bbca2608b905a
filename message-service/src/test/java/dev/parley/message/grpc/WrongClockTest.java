package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.platform.application.ShiftedClock;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Two replicas on one store; the clock of one of them is 20 minutes ahead.
final class WrongClockTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    private static final Map<String, Object> STORE = TestPostgres.database().settingsFor("message");
    private static final Wire AHEAD = ahead();
    private static final Wire RIGHT = new Wire(STORE);

    private static Wire ahead() {
        var settings = new HashMap<>(STORE);
        settings.put(ShiftedClock.AHEAD, "20m");
        return new Wire(settings);
    }

    @AfterAll
    static void stop() {
        AHEAD.close();
        RIGHT.close();
    }

    @Test
    void timesOfMessagesAndReadsAreThoseOfTheStore() {
        String thread = AHEAD.thread(ALICE, BOB);
        assertNow(
                WireTime.toInstant(AHEAD.send(ALICE, thread, "From the future").getCreateTime()));
        var cursor = ReceiptServiceGrpc.newBlockingStub(AHEAD.service.as(BOB))
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(1)
                        .build())
                .getCursor();
        assertNow(WireTime.toInstant(cursor.getReadTime()));
    }

    /// The order of an inbox is that of these times.
    @Test
    void laterMessageOfAnotherReplicaHasALaterTime() {
        String first = AHEAD.thread(ALICE, BOB);
        String second = RIGHT.thread(ALICE, BOB);
        for (int round = 0; round < 5; round++) {
            var before = WireTime.toInstant(AHEAD.send(ALICE, first, "First").getCreateTime());
            var after = WireTime.toInstant(RIGHT.send(ALICE, second, "Second").getCreateTime());
            // Each replica knows the time of the store to within half a round trip.
            assertThat(after).isAfter(before.minusMillis(200));
        }
    }

    /// Leases and retries go by the clock of the store.
    @Test
    void inboxIsNotifiedAtOnce() {
        String thread = AHEAD.thread(ALICE, BOB);
        AHEAD.send(ALICE, thread, "To the inbox");
        await().until(() -> AHEAD.inbox.head(thread).getSequence() == 1
                || RIGHT.inbox.head(thread).getSequence() == 1);
    }

    private static void assertNow(Instant time) {
        assertThat(time).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }
}
