package dev.parley.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.HeapProbe;
import dev.parley.clientkit.process.ProcessUse;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.report.Tally;
import dev.parley.e2e.process.ParleyServer;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// An honest client with 40 sends a second beside each attack: nothing of it fails or takes long, the heap of the
/// server stays bounded, and its log does not fill with what the transport thinks of the attacker.
///
/// Server, attacker and honest client are processes of their own. A row of the printed table names the processor time
/// of each, because they share the processors of the machine. `parley.attacks` selects attacks by parts of their
/// names, separated by commas; `parley.attack.server` has more options for the JVM of the server.
@Isolated("Measures the server, and uses the whole machine.")
@Tag("full")
final class HostileClientsTest {

    private static final List<String> SERVER = List.of(
            "-Xmx256m", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=4", "-XX:+ExitOnOutOfMemoryError");
    private static final String[] ATTACKER = {"-Xmx256m"};
    private static final Duration LENGTH = Duration.ofMillis(2_500);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final String SELECTED = System.getProperty("parley.attacks", "");
    private static final String OPTIONS = System.getProperty("parley.attack.server", "");

    /// The goal on a machine that does nothing else.
    private static final Duration GOAL = Duration.ofMillis(100);

    /// A client that is served later than this, and later than this many times its time without an attack, is not
    /// served.
    private static final Duration MOST = Duration.ofSeconds(1);

    private static final int TIMES = 10;
    private static final long MOST_HEAP_BYTES = 180L * 1024 * 1024;
    private static final double PERCENTILE = 99;
    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void honestClientIsServedBesideEveryAttack() throws Exception {
        try (var folder = ScratchFolder.create();
                var server = ParleyServer.start(folder.path(), options());
                var attacker = new AttackerProcess(server.port(), server.keys(), ATTACKER);
                var heap = HeapProbe.of(server.process())) {
            var run = new Run(server, attacker, heap);
            run.attack();
            System.out.println(run.table());
            run.assertServed();
            assertThat(logged(folder.path()))
                    .as("stack traces of the transport")
                    .filteredOn(line -> line.contains("at io.grpc.netty") || line.contains("at io.netty"))
                    .isEmpty();
        }
    }

    private static String[] options() {
        return Stream.concat(SERVER.stream(), Arrays.stream(OPTIONS.split(" ")).filter(option -> !option.isEmpty()))
                .toArray(String[]::new);
    }

    private static boolean isSelected(Attack attack) {
        return SELECTED.isEmpty() || Arrays.stream(SELECTED.split(",")).anyMatch(attack.name()::contains);
    }

    /// What the honest client saw beside one attack.
    ///
    /// @param cores the processor time of the server, its database, the attacker and the
    /// client, and of everything else on the machine
    private record Row(Attack attack, long tries, Tally tally, Histogram answers, long heapBytes, List<Double> cores) {

        Duration at(double percentile) {
            return Duration.ofNanos(answers.getValueAtPercentile(percentile));
        }

        @Override
        public String toString() {
            return "%-38s %7d %6d %6d%s %6d %5d %7.2f %6.2f %6.2f %6.2f %6.2f"
                    .formatted(
                            attack,
                            tries,
                            at(50).toMillis(),
                            at(PERCENTILE).toMillis(),
                            at(PERCENTILE).compareTo(GOAL) > 0 ? "!" : " ",
                            at(100).toMillis(),
                            heapBytes / MEGABYTE,
                            cores.get(0),
                            cores.get(1),
                            cores.get(2),
                            cores.get(3),
                            cores.get(4));
        }
    }

    /// All attacks on one server, one after the other.
    private static final class Run {

        private final ParleyServer server;
        private final AttackerProcess attacker;
        private final HeapProbe heap;
        private final List<Row> rows = new ArrayList<>();

        Run(ParleyServer server, AttackerProcess attacker, HeapProbe heap) {
            this.server = server;
            this.attacker = attacker;
            this.heap = heap;
        }

        void attack() throws IOException {
            ManagedChannel connection = server.connect();
            User alice = server.as(User.newId("alice"), connection);
            var honest = new HonestSender(alice, alice.direct(User.newId("bob")));
            honest.send(WARM_UP);
            List<Attack> attacks = Attacker.attacks();
            for (int number = 0; number < attacks.size(); number++) {
                if (number == 0 || isSelected(attacks.get(number))) {
                    rows.add(beside(number, attacks.get(number), honest));
                    assertThat(server.process().isAlive())
                            .as("alive after %s", attacks.get(number))
                            .isTrue();
                }
            }
            connection.shutdownNow();
        }

        private Row beside(int number, Attack attack, HonestSender honest) throws IOException {
            attacker.begin(number);
            List<Duration> before = cpu();
            long begin = System.nanoTime();
            Tally tally = honest.send(LENGTH);
            double nanos = System.nanoTime() - begin;
            List<Duration> after = cpu();
            long bytes = heap.bytes();
            long tries = attacker.end();
            var cores = new ArrayList<Double>();
            for (int i = 0; i < before.size(); i++) {
                cores.add(after.get(i).minus(before.get(i)).toNanos() / nanos);
            }
            return new Row(attack, tries, tally, tally.cut().answers(), bytes, cores);
        }

        private List<Duration> cpu() {
            var parts = new ArrayList<>(List.of(
                    ProcessUse.cpu(server.process().handle()),
                    ProcessUse.cpu(server.postgres()),
                    attacker.cpu(),
                    ProcessUse.cpu(ProcessHandle.current())));
            Duration known = parts.stream().reduce(Duration.ZERO, Duration::plus);
            parts.add(ProcessUse.cpuOfMachine().minus(known));
            return parts;
        }

        String table() {
            var table = new StringBuilder(
                    "beside                                   tries    p50    p99     max  heap  server    db  attack client  other");
            rows.forEach(row -> table.append('\n').append(row));
            return table.toString();
        }

        void assertServed() {
            Duration calm = rows.getFirst().at(PERCENTILE).multipliedBy(TIMES);
            Duration most = calm.compareTo(MOST) > 0 ? calm : MOST;
            var all = new SoftAssertions();
            for (Row row : rows) {
                all.assertThat(row.tally().errors())
                        .as("failures beside %s", row.attack())
                        .isEmpty();
                all.assertThat(row.at(PERCENTILE))
                        .as("99th percentile beside %s", row.attack())
                        .isLessThan(most);
                all.assertThat(row.heapBytes())
                        .as("heap after a collection beside %s", row.attack())
                        .isLessThan(MOST_HEAP_BYTES);
            }
            all.assertAll();
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
