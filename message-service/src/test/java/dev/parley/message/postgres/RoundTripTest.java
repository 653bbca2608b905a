package dev.parley.message.postgres;

import static dev.parley.message.domain.MessageLogContractStore.ALICE;
import static dev.parley.message.domain.MessageLogContractStore.get;
import static dev.parley.message.domain.MessageLogContractStore.newThread;
import static dev.parley.message.domain.MessageLogContractStore.reply;
import static dev.parley.message.domain.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.domain.Frame;
import dev.parley.message.domain.MessageLog;
import dev.parley.message.domain.MessageLogContractStore.SilentListener;
import dev.parley.message.domain.ThreadId;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/// How often the engine waits for the database, once the driver has prepared its statements.
final class RoundTripTest {

    private static final int WARM_UP = 20;
    private static final int MEASURED = 30;

    @Test
    void batchTakesTwoRoundTrips() throws IOException {
        var database = LogDatabase.create();
        try (var counter = RoundTripCounter.to(database.port());
                var engine = new PostgresEngine(database.poolThrough(counter.port()))) {
            MessageLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            Frame first = sent(log, thread, "request-first");
            send(log, thread, first, "warm", WARM_UP);
            long before = counter.roundTrips();

            send(log, thread, first, "measured", MEASURED);

            assertThat(counter.roundTrips() - before).isEqualTo(2L * MEASURED);
        }
    }

    @Test
    void pageTakesOneRoundTrip() throws IOException {
        var database = LogDatabase.create();
        try (var counter = RoundTripCounter.to(database.port());
                var engine = new PostgresEngine(database.poolThrough(counter.port()))) {
            MessageLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            sent(log, thread, "request-1");
            read(log, thread, WARM_UP);
            long before = counter.roundTrips();

            read(log, thread, MEASURED);

            assertThat(counter.roundTrips() - before).isLessThanOrEqualTo(MEASURED + 1L);
        }
    }

    /// One at a time, so that each is a batch; every other one replies, so that lookups find something.
    private static void send(MessageLog log, ThreadId thread, Frame first, String name, int count) {
        for (int send = 0; send < count; send += 2) {
            sent(log, thread, name + "-text-" + send);
            get(log.append(reply(thread, ALICE, name + "-reply-" + send, first.messageId())));
        }
    }

    private static void read(MessageLog log, ThreadId thread, int count) {
        for (int read = 0; read < count; read++) {
            assertThat(log.before(thread, Long.MAX_VALUE, 50)).isPresent();
        }
    }
}
