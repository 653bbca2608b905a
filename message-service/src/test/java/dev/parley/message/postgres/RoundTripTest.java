package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.reply;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.receipt.CursorStore;
import java.io.IOException;
import java.time.Clock;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How often the engine waits for the database, once the driver has prepared its statements.
final class RoundTripTest {

    private static final int ROUNDS = 6;
    private static final int CALLS = 10;

    @Test
    void textTakesOneRoundTripAndAReplyTwo() throws IOException {
        var database = LogDatabase.create();
        try (var counter = RoundTripCounter.to(database.port());
                var engine = new PostgresEngine(database.poolThrough(counter.port()))) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            Frame first = sent(log, thread, "request-first");

            assertThat(least(counter, round -> send(log, thread, first, "round-" + round)))
                    .isEqualTo(CALLS / 2 + 2L * (CALLS / 2));
        }
    }

    @Test
    void pageTakesOneRoundTrip() throws IOException {
        var database = LogDatabase.create();
        try (var counter = RoundTripCounter.to(database.port());
                var engine = new PostgresEngine(database.poolThrough(counter.port()))) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            sent(log, thread, "request-1");

            assertThat(least(counter, round -> read(log, thread))).isEqualTo(CALLS);
        }
    }

    @Test
    void markingAsReadTakesTwoRoundTrips() throws IOException {
        var database = LogDatabase.create();
        try (var counter = RoundTripCounter.to(database.port());
                var engine = new PostgresEngine(database.poolThrough(counter.port()))) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            for (int send = 0; send < ROUNDS * CALLS; send++) {
                sent(log, thread, "request-" + send);
            }
            CursorStore cursors = engine.cursors(Clock.systemUTC());

            assertThat(least(counter, round -> markRead(cursors, thread, (long) round * CALLS)))
                    .isEqualTo(2L * CALLS);
        }
    }

    /// Returns the minimum over the rounds after those in which the driver prepares its statements, without
    /// the pool's own round trips.
    private static long least(RoundTripCounter counter, IntConsumer round) {
        return IntStream.range(0, ROUNDS)
                .mapToLong(number -> {
                    long before = counter.roundTrips();
                    round.accept(number);
                    return counter.roundTrips() - before;
                })
                .min()
                .orElseThrow();
    }

    /// Sends one at a time, so that each is a batch; every other one is a reply, so that lookups find
    /// something.
    private static void send(ContractLog log, ThreadId thread, Frame first, String name) {
        for (int send = 0; send < CALLS; send += 2) {
            sent(log, thread, name + "-text-" + send);
            get(log.append(reply(thread, ALICE, name + "-reply-" + send, first.messageId())));
        }
    }

    private static void markRead(CursorStore cursors, ThreadId thread, long read) {
        for (int call = 1; call <= CALLS; call++) {
            assertThat(cursors.advance(thread, BOB, read + call).readSequence()).isEqualTo(read + call);
        }
    }

    private static void read(ContractLog log, ThreadId thread) {
        for (int read = 0; read < CALLS; read++) {
            assertThat(log.before(thread, Long.MAX_VALUE, 50)).isPresent();
        }
    }
}
