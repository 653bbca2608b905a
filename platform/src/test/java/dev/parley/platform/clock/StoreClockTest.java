package dev.parley.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.SampleDatabase;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The clocks of the tests and of their database are the same, so this process stands for the database.
final class StoreClockTest {

    private static final Duration DAY = Duration.ofDays(1);

    private static SampleDatabase sample;

    private final MutableClock machine = new MutableClock(Instant.now().plus(DAY));
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @BeforeAll
    static void start() {
        sample = SampleDatabase.create(TestPostgres.database());
    }

    @AfterAll
    static void end() {
        sample.close();
    }

    private StoreClock clock() {
        return new StoreClock(sample.database(), machine, nanos::get);
    }

    @Test
    void timeIsThatOfTheDatabaseWhateverTheMachineSays() {
        var clock = clock();
        assertThat(clock.instant()).as("before the first answer").isEqualTo(machine.instant());
        clock.ask();
        assertNow(clock.instant());
        assertThat(clock.lead()).isCloseTo(DAY, Duration.ofMinutes(1));
    }

    @Test
    void stepsOfTheMachineChangeNothing() {
        var clock = clock();
        clock.ask();
        var before = clock.instant();
        machine.advance(DAY.negated());
        assertThat(clock.instant()).isEqualTo(before);
        nanos.addAndGet(1_500_000_000);
        assertThat(clock.instant()).isEqualTo(before.plusMillis(1500));
    }

    @Test
    void answerThatTookLongIsUsedOnlyIfThereIsNoOther() {
        var trip = new AtomicLong(Duration.ofHours(2).toNanos());
        var clock = new StoreClock(sample.database(), machine, () -> nanos.getAndAdd(trip.get()));
        clock.ask();
        trip.set(0);
        assertThat(clock.instant()).isCloseTo(Instant.now().plus(Duration.ofHours(3)), within(1, ChronoUnit.MINUTES));
        trip.set(Duration.ofSeconds(2).toNanos());
        clock.ask();
        trip.set(0);
        assertThat(clock.instant())
                .as("the answer is not used")
                .isAfter(Instant.now().plus(Duration.ofHours(2)));
        clock.ask();
        assertNow(clock.instant());
    }

    @Test
    void timeGoesOnWithoutTheDatabase() {
        var pool = TestPostgres.database().pool("public");
        var clock = new StoreClock(new Database(pool), machine, nanos::get);
        clock.ask();
        pool.close();
        assertThatThrownBy(clock::ask).isInstanceOf(ProblemException.class);
        assertNow(clock.instant());
    }

    private static void assertNow(Instant time) {
        assertThat(time).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }
}
