package dev.parley.message.grpc.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceStub;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestTokens;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All users open all their feeds at the same moment, as after a restart: all are served, none is refused, and
/// sends of others go on.
@Timeout(240)
final class FeedStormTest {

    private static final Logger LOG = LoggerFactory.getLogger(FeedStormTest.class);

    private static final String SENDER = "usr_sender";
    private static final int FEEDS_OF_A_USER = 10;

    @Test
    void aStormWaitsItsTurn() {
        storm(150, Map.of("parley.message.database.pool-size", 4, "parley.feed.readers", 1));
    }

    @Test
    @Tag("full")
    void aStormOfManyFeedsIsServed() {
        storm(1000, Map.of());
    }

    private static void storm(int users, Map<String, Object> settings) {
        try (Wire wire = new Wire(settings)) {
            List<String> threads = threads(wire, users);
            var sending = new Sending(wire);
            Thread sender = Thread.ofVirtual().start(sending);
            long start = System.nanoTime();
            var readers = open(wire, threads);
            readers.forEach(reader -> reader.awaitAll(all -> all.stream().anyMatch(WatchThreadResponse::hasCaughtUp)));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            sending.over = true;
            join(sender);
            List<Long> sorted = sending.millis.stream().sorted().toList();
            assertThat(sorted).isNotEmpty();
            LOG.info(
                    "{} feeds of {} users in {} ms; {} sends, p50 {} ms, p99 {} ms, the slowest {} ms",
                    readers.size(),
                    users,
                    took.toMillis(),
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() * 99 / 100),
                    sorted.getLast());
            readers.forEach(RecordedStream::cancel);
        }
    }

    private static List<String> threads(Wire wire, int users) {
        var threads = new ArrayList<String>();
        for (int i = 0; i < users; i++) {
            threads.add(wire.thread(user(i), user((i + 1) % users), SENDER));
        }
        return threads;
    }

    private static String user(int number) {
        return "usr_" + number;
    }

    private static List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> open(Wire wire, List<String> threads) {
        var readers = new ArrayList<RecordedStream<WatchThreadRequest, WatchThreadResponse>>();
        for (int i = 0; i < threads.size(); i++) {
            MessageServiceStub user = MessageServiceGrpc.newStub(wire.service.as(user(i)));
            for (int feed = 0; feed < FEEDS_OF_A_USER; feed++) {
                String thread = threads.get(feed % 2 == 0 ? i : (i + threads.size() - 1) % threads.size());
                RecordedStream<WatchThreadRequest, WatchThreadResponse> reader = RecordedStream.eager();
                user.watchThread(
                        WatchThreadRequest.newBuilder()
                                .setThreadId(thread)
                                .setAfterSequence(0)
                                .build(),
                        reader);
                readers.add(reader);
            }
        }
        return readers;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// Sends one after another, on a connection of its own.
    private static final class Sending implements Runnable {

        private final String thread;
        private final ManagedChannel connection;
        private final MessageServiceBlockingStub sender;
        private final List<Long> millis = new ArrayList<>();
        private volatile boolean over;

        Sending(Wire wire) {
            thread = wire.thread(SENDER, "usr_other");
            int port = wire.service.bean(GrpcEmbeddedServer.class).getPort();
            connection = ParleyChannels.plaintext("127.0.0.1:" + port);
            sender = MessageServiceGrpc.newBlockingStub(ClientInterceptors.intercept(
                    connection, ParleyChannels.credentials(TokenCredentials.of(TestTokens.user(SENDER)))));
        }

        @Override
        public void run() {
            do {
                long start = System.nanoTime();
                sender.sendMessage(Wire.text(thread, "Hello"));
                millis.add((System.nanoTime() - start) / 1_000_000);
            } while (!over);
            connection.shutdownNow();
        }
    }
}
