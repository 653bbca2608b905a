package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.check.History;
import dev.parley.e2e.check.Sending;
import dev.parley.e2e.client.Client;
import dev.parley.e2e.client.Follower;
import dev.parley.e2e.client.Follower.Seen;
import dev.parley.e2e.load.SendLine;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.ServerMemory;
import dev.parley.message.v1.WatchThreadRequest;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
final class StalledReaderTest {

    private static final int FRAMES = 50_000;
    private static final int STALLED = 2;
    private static final int IN_FLIGHT = 512;
    private static final String TEXT = "x".repeat(2_000);

    /// Less than half of what the frames take, were they held for each of the stalled readers.
    private static final long MOST_GROWTH_BYTES = 96L * 1024 * 1024;
    private static final int STEP = 1_000;
    private static final Duration MOST_LAG = Duration.ofMillis(500);

    @Test
    void stalledReaderCostsNothingAndLosesNothing(ParleyServer server) {
        Client alice = server.as(Client.newUser("alice"));
        Client bob = server.as(Client.newUser("bob"));
        String thread = alice.direct(bob.userId());
        List<ManagedChannel> connections =
                Stream.generate(server::connect).limit(STALLED).toList();
        try (var memory = ServerMemory.of(server.process())) {
            List<Follower> stalled = connections.stream()
                    .map(connection -> stall(server.as(bob.userId(), connection), thread))
                    .toList();
            Follower live = alice.follow(thread, 0);
            live.awaitCaughtUp(1);
            long heap = memory.heapBytes();
            long resident = memory.residentBytes();
            History history = sendAll(alice, thread, live);
            live.awaitSequence(FRAMES);
            assertThat(memory.residentBytes() - resident)
                    .as("growth of the process")
                    .isLessThan(MOST_GROWTH_BYTES);
            assertThat(memory.heapBytes() - heap).as("growth of its heap").isLessThan(MOST_GROWTH_BYTES);
            assertThat(live.violations()).isEmpty();
            assertThat(lag(history, live)).as("lag of the one who reads").isLessThan(MOST_LAG);
            assertThat(stalled).as("what came while nobody read").allMatch(reader -> reader.last() == 0);
            stalled.forEach(reader -> reader.request(2 * FRAMES));
            stalled.forEach(reader -> hasAll(reader, live));
            live.cancel();
        } finally {
            connections.forEach(ManagedChannel::shutdownNow);
        }
    }

    /// It takes the first `caught_up`, and then nothing any more.
    private static Follower stall(Client user, String thread) {
        Follower reader =
                user.follow(WatchThreadRequest.newBuilder().setThreadId(thread).build(), Follower.stalled(0));
        reader.request(1);
        reader.awaitCaughtUp(1);
        return reader;
    }

    /// As fast as they are answered, and never far ahead of the one who reads.
    private static History sendAll(Client user, String thread, Follower live) {
        var history = new History();
        var line = new SendLine(user, history, IN_FLIGHT);
        for (int i = 0; i < FRAMES; i++) {
            assertThat(line.send(Client.draft(thread, "frame-%06d".formatted(i), TEXT)))
                    .isTrue();
            if (i % STEP == 0) {
                live.awaitSequence(i - STEP);
            }
        }
        line.finish();
        assertThat(history.all(Sending.Fate.ACKED)).hasSize(FRAMES);
        return history;
    }

    /// The median time from the answer to a send until the live reader had it.
    private static Duration lag(History history, Follower live) {
        long[] ackedNanos = new long[FRAMES + 1];
        history.all()
                .forEach(sending ->
                        ackedNanos[(int) sending.message().orElseThrow().getSequence()] = sending.endedNanos());
        assertThat(Arrays.stream(ackedNanos).skip(1)).doesNotContain(0L);
        return Duration.ofNanos(live.seen().stream()
                .mapToLong(seen -> seen.atNanos() - ackedNanos[(int) seen.sequence()])
                .sorted()
                .skip(FRAMES / 2)
                .findFirst()
                .orElseThrow());
    }

    private static void hasAll(Follower reader, Follower live) {
        reader.awaitSequence(FRAMES);
        reader.awaitCaughtUp(2);
        assertThat(reader.violations()).isEmpty();
        assertThat(reader.wasLagging()).isTrue();
        assertThat(reader.seen().stream().mapToInt(Seen::digest).toArray())
                .isEqualTo(live.seen().stream().mapToInt(Seen::digest).toArray());
        reader.cancel();
    }
}
