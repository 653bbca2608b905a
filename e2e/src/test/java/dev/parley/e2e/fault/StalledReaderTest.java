package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.process.HeapProbe;
import dev.parley.clientkit.process.ProcessUse;
import dev.parley.e2e.load.Traffic;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.WatchThreadRequest;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("Measures the memory of the shared server.")
@Tag("full")
@ExtendWith(SharedServer.class)
final class StalledReaderTest {

    private static final int FRAMES = 50_000;
    private static final int FEWER_FRAMES = 5_000;
    private static final int STALLED = 2;

    /// Less than half of what the frames would take if they were kept for each of the stalled readers.
    private static final long MOST_GROWTH_BYTES = 96L * 1024 * 1024;

    /// The maximum slowdown compared with a run without stalled readers. Times vary widely on a busy machine,
    /// but a server that waits for a stalled reader waits forever.
    private static final int MOST_TIMES = 3;
    private static final Duration GRACE = Duration.ofMillis(250);

    @Test
    void stalledReaderCostsNothingAndLosesNothing(ParleyServer server) {
        User alice = server.as(User.newId("alice"));
        User bob = server.as(User.newId("bob"));
        String thread = alice.direct(bob.userId());
        Traffic before = withoutStalled(server);
        List<ManagedChannel> connections =
                Stream.generate(server::connect).limit(STALLED).toList();
        try (var heap = HeapProbe.of(server.process())) {
            List<ThreadFollower> stalled = connections.stream()
                    .map(connection -> stall(server.as(bob.userId(), connection), thread))
                    .toList();
            Traffic concurrent = concurrentTraffic(server, alice, thread);
            ProcessHandle process = server.process().handle();
            long used = heap.bytes();
            long resident = ProcessUse.residentBytes(process);
            concurrent.send(FRAMES);
            assertThat(ProcessUse.residentBytes(process) - resident)
                    .as("growth of the process")
                    .isLessThan(MOST_GROWTH_BYTES);
            assertThat(heap.bytes() - used).as("growth of its heap").isLessThan(MOST_GROWTH_BYTES);
            assertThat(stalled).as("positions received while nobody read").allMatch(reader -> reader.last() == 0);
            stalled.forEach(reader -> reader.request(2 * FRAMES));
            stalled.forEach(reader -> hasAll(reader, concurrent));
            nobodyElseIsSlow(concurrent, before, withoutStalled(server));
        } finally {
            connections.forEach(ManagedChannel::shutdownNow);
        }
    }

    /// Reads the first `caught_up`, and then nothing any more.
    private static ThreadFollower stall(User user, String thread) {
        ThreadFollower reader =
                user.follow(WatchThreadRequest.newBuilder().setThreadId(thread).build(), ThreadFollower.stalled(0));
        reader.request(1);
        reader.awaitCaughtUp(1);
        return reader;
    }

    /// The same traffic of another user in other threads, where everybody reads.
    private static Traffic withoutStalled(ParleyServer server) {
        User sender = server.as(User.newId("alice"));
        Traffic traffic = concurrentTraffic(server, sender, sender.direct(User.newId("bob")));
        traffic.send(FEWER_FRAMES);
        return traffic;
    }

    private static Traffic concurrentTraffic(ParleyServer server, User sender, String thread) {
        User carol = server.as(User.newId("carol"));
        return new Traffic(sender, thread, carol, sender.direct(carol.userId()));
    }

    private static void nobodyElseIsSlow(Traffic concurrent, Traffic before, Traffic after) {
        assertThat(concurrent.delay())
                .as("median delay in the thread of the stalled readers")
                .isLessThan(most(before.delay(), after.delay()));
        assertThat(concurrent.otherDelay())
                .as("median delay in another thread")
                .isLessThan(most(before.otherDelay(), after.otherDelay()));
    }

    private static Duration most(Duration before, Duration after) {
        Duration slower = before.compareTo(after) > 0 ? before : after;
        return slower.multipliedBy(MOST_TIMES).plus(GRACE);
    }

    private static void hasAll(ThreadFollower reader, Traffic traffic) {
        reader.awaitSequence(FRAMES);
        reader.awaitCaughtUp(2);
        assertThat(reader.violations()).isEmpty();
        assertThat(reader.wasLagging()).isTrue();
        assertThat(reader.seen().stream().mapToInt(Seen::digest).toArray()).isEqualTo(traffic.digests());
        reader.close();
    }
}
