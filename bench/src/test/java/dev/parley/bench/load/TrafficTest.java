package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import dev.parley.clientkit.testing.FakeMessages;
import dev.parley.clientkit.testing.FakeMessages.Fault;
import dev.parley.message.v1.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficTest {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final long ENOUGH = 500;
    private static final int SENDS = 100;

    @ParameterizedTest
    @EnumSource(Way.class)
    void soundServerHasNoViolations(Way way) throws Exception {
        try (FakeMessages server = FakeMessages.sound();
                Connections clients = connect(server)) {
            var tally = new Tally();
            assertThat(saturate(clients, way, tally)).isEmpty();
            assertThat(tally.errors()).isEmpty();
            Interval interval = tally.cut();
            assertThat(interval.operations()).isGreaterThanOrEqualTo(ENOUGH);
            assertThat(interval.deliveries()).isEqualTo(2 * interval.operations());
            assertThat(interval.answers().getTotalCount()).isEqualTo(interval.operations());
            assertThat(interval.receipts().getTotalCount()).isEqualTo(interval.operations());
        }
    }

    @Test
    void lostFrameIsFound() throws Exception {
        assertThat(violationsWith(SENDS - 1, (sequence, message) -> sequence == 40 ? List.of() : List.of(message)))
                .anySatisfy(line -> assertThat(line).contains("1 gaps"));
    }

    @Test
    void repeatedFrameIsFound() throws Exception {
        assertThat(violationsWith(
                        SENDS + 1,
                        (sequence, message) -> sequence == 40 ? List.of(message, message) : List.of(message)))
                .anySatisfy(line -> assertThat(line).contains("1 repeats"));
    }

    @Test
    void reorderedFramesAreFound() throws Exception {
        var held = new ArrayList<Message>();
        assertThat(violationsWith(SENDS, (sequence, message) -> {
                    if (sequence == 40) {
                        held.add(message);
                        return List.of();
                    }
                    return sequence == 41 ? List.of(message, held.getFirst()) : List.of(message);
                }))
                .anySatisfy(line -> assertThat(line).contains("1 gaps and 1 repeats"));
    }

    @Test
    void foreignMessageAtTheRightPositionIsFound() throws Exception {
        var first = new ArrayList<Message>();
        assertThat(violationsWith(SENDS, (sequence, message) -> {
                    first.add(message);
                    return sequence == 40
                            ? List.of(
                                    first.getFirst().toBuilder().setSequence(40).build())
                            : List.of(message);
                }))
                .anySatisfy(line -> assertThat(line).contains("or other ones, or at other positions"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusedSendsAreCountedWithTheirReason(Way way) throws Exception {
        try (FakeMessages server = FakeMessages.refusing(50);
                Connections clients = connect(server)) {
            var tally = new Tally();
            assertThat(saturate(clients, way, tally)).isEmpty();
            assertThat(tally.errors()).containsOnlyKeys("a send failed: RESOURCE_EXHAUSTED, enough");
            assertThat(tally.failures()).isPositive();
        }
    }

    @Test
    void everyParticipantOfAGroupMustReceiveAMessage() throws Exception {
        List<String> users = IntStream.range(0, 12).mapToObj(i -> "usr_" + i).toList();
        var plan = new TrafficPlan(Way.STREAM, 2, 200, "salt-0001");
        var tally = new Tally();
        try (FakeMessages server = FakeMessages.sound();
                Connections clients = connect(server);
                Traffic traffic = Traffic.open(
                        clients, plan, tally, List.of(new ThreadPlan("thr_group", users.subList(0, 3), users)))) {
            traffic.saturate(Duration.ZERO);
            Bounded.await(BOUND, () -> tally.operations() >= 100);
            assertThat(traffic.settle()).isEmpty();
            Interval interval = tally.cut();
            assertThat(interval.deliveries()).isEqualTo(12 * interval.operations());
            assertThat(interval.receipts().getTotalCount()).isEqualTo(11 * interval.operations());
        }
    }

    @Test
    void openLoopTimesFromTheIntendedStart() throws Exception {
        var tally = new Tally();
        var plan = new TrafficPlan(Way.STREAM, 1, 200, "salt-0001");
        try (FakeMessages server = FakeMessages.sound();
                Connections clients = connect(server);
                Traffic traffic = Traffic.open(clients, plan, tally, pairs())) {
            long late = Duration.ofSeconds(3).toNanos();
            traffic.send(0, System.nanoTime() - late);
            assertThat(traffic.settle()).isEmpty();
            Interval interval = tally.cut();
            assertThat(interval.answers().getMinValue()).isGreaterThan(late * 99 / 100);
            assertThat(interval.receipts().getMinValue()).isGreaterThan(late * 99 / 100);
        }
    }

    /// Waits for every acknowledgement and every delivery before the check, so that the result does not depend on
    /// the speed of the machine.
    private static List<String> violationsWith(int deliveries, Fault fault) throws Exception {
        try (FakeMessages server = FakeMessages.withFault(fault);
                Connections clients = connect(server)) {
            var tally = new Tally();
            var plan = new TrafficPlan(Way.STREAM, 8, 200, "salt-0001");
            // Waits only for acknowledgements, so that a lost frame does not hold up the load.
            var thread = new ThreadPlan("thr_a", List.of("usr_a"), List.of("usr_a"));
            try (Traffic traffic = Traffic.open(clients, plan, tally, List.of(thread))) {
                for (int i = 0; i < SENDS; i++) {
                    traffic.send(0, System.nanoTime());
                }
                Bounded.require(
                        BOUND,
                        "Not everything was acknowledged and delivered",
                        () -> tally.operations() == SENDS && tally.deliveries() >= deliveries);
                return traffic.settle(Duration.ZERO);
            }
        }
    }

    private static List<String> saturate(Connections clients, Way way, Tally tally) throws Exception {
        var plan = new TrafficPlan(way, 4, 200, "salt-0001");
        try (Traffic traffic = Traffic.open(clients, plan, tally, pairs())) {
            traffic.saturate(Duration.ZERO);
            Bounded.await(BOUND, () -> tally.operations() >= ENOUGH);
            return traffic.settle();
        }
    }

    private static List<ThreadPlan> pairs() {
        return IntStream.range(0, 5)
                .mapToObj(i -> {
                    List<String> two = List.of("usr_a" + i, "usr_b" + i);
                    return new ThreadPlan("thr_" + i, two, two);
                })
                .toList();
    }

    private static Connections connect(FakeMessages server) {
        return Connections.open(server.target(), () -> "any", 2);
    }
}
