package dev.parley.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.background.Background;
import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.Job.Finding;
import dev.parley.platform.job.Job.State;
import dev.parley.platform.postgres.SampleDatabase;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobsTest {

    private static final String KIND = "sample.count";

    private final Background background = new Background();
    private final Counting counting = new Counting();
    private SampleDatabase sample;

    /// Counts to five, one by one.
    private static final class Counting implements JobKind {
        final List<String> positions = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        Runnable during = () -> {};
        List<Finding> findings = List.of();

        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Step step(String scope, String position) {
            positions.add(position);
            during.run();
            if (failure != null) {
                throw failure;
            }
            int next = position.isEmpty() ? 1 : Integer.parseInt(position) + 1;
            return new Step(String.valueOf(next), next == 5, new Counts(1, next % 2, 0), findings);
        }
    }

    @BeforeEach
    void create() {
        sample = SampleDatabase.create(TestPostgres.database());
    }

    @AfterEach
    void close() {
        background.close();
        sample.close();
    }

    private Jobs replica() {
        return new Jobs("sample", sample.database(), List.of(counting), Clock.systemUTC(), background);
    }

    private void endLeases() {
        run("update job set lease_end = 'epoch'");
    }

    private void run(String sql) {
        try (var connection = sample.connect();
                var update = connection.createStatement()) {
            update.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Job state(Jobs jobs, Job job) {
        return jobs.find(job.id()).orElseThrow();
    }

    @Test
    void jobDoesOneStepAfterTheOtherAndCounts() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        assertThat(job.state()).isEqualTo(State.RUNNING);
        while (jobs.step()) {
            assertThat(counting.positions).hasSizeLessThan(6);
        }
        assertThat(counting.positions).containsExactly("", "1", "2", "3", "4");
        assertThat(state(jobs, job).state()).isEqualTo(State.SUCCEEDED);
        assertThat(state(jobs, job).counts()).isEqualTo(new Counts(5, 3, 0));
    }

    @Test
    void runningJobIsNotStartedAgain() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        assertThat(jobs.start(KIND, "").id()).isEqualTo(job.id());
        assertThat(jobs.start(KIND, "another").id()).isNotEqualTo(job.id());
        for (int step = 0; step < 10; step++) {
            jobs.step();
        }
        assertThat(jobs.start(KIND, "").id()).isGreaterThan(job.id());
    }

    @Test
    void anotherReplicaContinuesTheJobOfOneThatWasKilled() throws InterruptedException {
        Jobs killed = replica();
        Job job = killed.start(KIND, "");
        killed.step();
        killed.step();
        Jobs other = replica();
        assertThat(other.step()).as("while the lease lasts").isFalse();
        endLeases();
        while (other.step()) {
            assertThat(counting.positions).hasSizeLessThan(6);
        }
        assertThat(counting.positions).containsExactly("", "1", "2", "3", "4");
        assertThat(state(other, job).counts()).isEqualTo(new Counts(5, 3, 0));
    }

    @Test
    void stepOfAReplicaThatLostItsLeaseIsNotCountedTwice() throws InterruptedException {
        Jobs slow = replica();
        Jobs other = replica();
        Job job = slow.start(KIND, "");
        counting.during = () -> {
            counting.during = () -> {};
            endLeases();
            assertThat(stepOf(other)).isTrue();
        };
        slow.step();
        assertThat(state(slow, job).position()).isEqualTo("1");
        assertThat(state(slow, job).counts().done()).isEqualTo(1);
    }

    /// Two replicas would otherwise void each other's steps, for ever.
    @Test
    void stepThatIsLongerThanItsLeaseCountsIfItIsTheFirstToEnd() throws InterruptedException {
        Jobs slow = replica();
        Job job = slow.start(KIND, "");
        counting.during = () -> run("update job set replica = 'somebody else', lease_end = 'epoch'");
        slow.step();
        slow.step();
        assertThat(counting.positions).containsExactly("", "1");
        assertThat(state(slow, job).position()).isEqualTo("2");
        assertThat(state(slow, job).counts()).isEqualTo(new Counts(2, 1, 0));
    }

    @Test
    void firstFindingsAreKept() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        counting.findings = IntStream.range(0, 60)
                .mapToObj(i -> new Finding("thr_" + i, i % 2 == 0 ? "" : "usr_a", "head: 1 instead of " + i))
                .toList();
        jobs.step();
        jobs.step();
        var kept = new ArrayList<>(counting.findings);
        kept.addAll(counting.findings.subList(0, 40));
        assertThat(state(jobs, job).findings()).isEqualTo(kept);
    }

    @Test
    void waitingEndsWithTheJobOrAfterItsTime() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        assertThat(jobs.await(job.id(), Duration.ofMillis(1), () -> false)
                        .orElseThrow()
                        .state())
                .isEqualTo(State.RUNNING);
        assertThat(jobs.await(job.id(), Duration.ofMinutes(1), () -> true)
                        .orElseThrow()
                        .state())
                .as("while the server shuts down")
                .isEqualTo(State.RUNNING);
        assertThat(jobs.await("job_unknown", Duration.ofMinutes(1), () -> false))
                .isEmpty();
        try (jobs) {
            jobs.start();
            assertThat(jobs.await(job.id(), Duration.ofMinutes(1), () -> false)
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.SUCCEEDED);
        }
    }

    private static boolean stepOf(Jobs jobs) {
        try {
            return jobs.step();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void cancelledJobDoesNoFurtherStep() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        jobs.step();
        counting.during = () -> jobs.cancel(job.id());
        jobs.step();
        assertThat(jobs.step()).isFalse();
        assertThat(state(jobs, job).state()).isEqualTo(State.CANCELLED);
        assertThat(state(jobs, job).counts().done())
                .as("the step during the cancellation")
                .isEqualTo(1);
        assertThat(jobs.cancel("job_unknown")).isEmpty();
    }

    @Test
    void outageIsWaitedForAndAFaultEndsTheJobAfterTenTimes() throws InterruptedException {
        Jobs jobs = replica();
        Job job = jobs.start(KIND, "");
        counting.failure = new DependencyUnavailable("message", Duration.ofSeconds(1)).exception();
        for (int step = 0; step < 20; step++) {
            assertThatThrownBy(jobs::step).isSameAs(counting.failure);
        }
        assertThat(state(jobs, job).state()).isEqualTo(State.RUNNING);
        assertThat(state(jobs, job).failure()).contains("DependencyUnavailable");
        counting.failure = null;
        jobs.step();
        assertThat(state(jobs, job).failure()).isEmpty();

        counting.failure = new IllegalStateException("a fault of a test");
        for (int step = 0; step < 10; step++) {
            assertThat(state(jobs, job).state()).isEqualTo(State.RUNNING);
            assertThatThrownBy(jobs::step).isSameAs(counting.failure);
        }
        assertThat(state(jobs, job).state()).isEqualTo(State.FAILED);
        assertThat(jobs.step()).isFalse();
    }
}
