package dev.parley.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.HeapProbe;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.report.Tally;
import dev.parley.e2e.process.ParleyServer;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// An honest client with 40 sends a second beside each attack: nothing of it fails or takes long, the heap of the
/// server stays bounded, and its log does not fill with what the transport thinks of the attacker.
@Isolated("Measures the server, and uses the whole machine.")
@Tag("full")
final class HostileClientsTest {

    private static final String[] JVM = {
        "-Xmx256m", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=4", "-XX:+ExitOnOutOfMemoryError"
    };
    private static final Duration LENGTH = Duration.ofMillis(2_500);
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /// The goal on a machine that does nothing else. The attacker uses the same processors here, so the printed figures
    /// say where it is missed.
    private static final Duration GOAL = Duration.ofMillis(100);

    /// A client that is served later than this is not served. The attacks that ended the server took more.
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final long MOST_HEAP_BYTES = 180L * 1024 * 1024;
    private static final double PERCENTILE = 99;

    @Test
    void honestClientIsServedBesideEveryAttack() throws Exception {
        try (var folder = ScratchFolder.create();
                var server = ParleyServer.start(folder.path(), JVM);
                var heap = HeapProbe.of(server.process())) {
            ManagedChannel connection = server.connect();
            User alice = server.as(User.newId("alice"), connection);
            var honest = new HonestSender(alice, alice.direct(User.newId("bob")));
            honest.send(WARM_UP);
            var all = new SoftAssertions();
            var rows = new ArrayList<String>();
            for (Attack attack : attacks()) {
                rows.add(attack(server, honest, heap, attack, all));
                assertThat(server.process().isAlive())
                        .as("alive after %s", attack)
                        .isTrue();
            }
            rows.forEach(System.out::println);
            connection.shutdownNow();
            all.assertThat(logged(folder.path()))
                    .as("stack traces of the transport")
                    .filteredOn(line -> line.contains("at io.grpc.netty") || line.contains("at io.netty"))
                    .isEmpty();
            all.assertAll();
        }
    }

    private static List<Attack> attacks() {
        var all = new ArrayList<Attack>();
        all.add(new Attack("none", siege -> {}));
        all.addAll(CallAttacks.all());
        all.addAll(FrameAttacks.all());
        return all;
    }

    private static String attack(
            ParleyServer server, HonestSender honest, HeapProbe heap, Attack attack, SoftAssertions all)
            throws Exception {
        try (var siege = new Siege(server)) {
            attack.begin().on(siege);
            Tally tally = honest.send(LENGTH);
            int tries = siege.tries();
            long bytes = heap.bytes();
            Histogram answers = tally.cut().answers();
            Duration late = Duration.ofNanos(answers.getValueAtPercentile(PERCENTILE));
            all.assertThat(tally.errors()).as("failures beside %s", attack).isEmpty();
            all.assertThat(late).as("99th percentile beside %s", attack).isLessThan(MOST);
            all.assertThat(bytes)
                    .as("heap after a collection beside %s", attack)
                    .isLessThan(MOST_HEAP_BYTES);
            return "%-40s %7d tries, p50 %4d ms, p99 %4d ms%s, max %4d ms, heap %3d MB"
                    .formatted(
                            attack,
                            tries,
                            Duration.ofNanos(answers.getValueAtPercentile(50)).toMillis(),
                            late.toMillis(),
                            late.compareTo(GOAL) > 0 ? " (over the goal)" : "",
                            Duration.ofNanos(answers.getMaxValue()).toMillis(),
                            bytes / (1024 * 1024));
        }
    }

    private static List<String> logged(Path dataDirectory) throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> logs = Files.walk(dataDirectory)) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                lines.addAll(Files.readAllLines(log));
            }
        }
        return lines;
    }
}
