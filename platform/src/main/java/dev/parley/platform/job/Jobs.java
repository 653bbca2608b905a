package dev.parley.platform.job;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.clients.Failure;
import dev.parley.platform.job.Job.State;
import dev.parley.platform.job.JobKind.Step;
import dev.parley.platform.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of one service, in its database.
///
/// A loop of each replica claims a job with a lease, does one step, and records it. So a job goes on after a restart,
/// and another replica continues that of a replica that was killed. Between two steps the loop pauses for as long as
/// the step took, so that a job uses at most half of the time of one connection. A step that fails is repeated.
public final class Jobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int FAULTS = 10;

    private final String service;
    private final Database database;
    private final Map<String, JobKind> kinds;
    private final Clock clock;
    private final Repeating loop;
    private final String replica = UUID.randomUUID().toString();

    /// Runs the jobs of a service, such as `thread`, with a loop among those of the process.
    public Jobs(String service, Database database, List<JobKind> kinds, Clock clock, Background background) {
        this.service = service;
        this.database = database;
        this.kinds = kinds.stream().collect(Collectors.toMap(JobKind::name, Function.identity()));
        this.clock = clock;
        this.loop = background.repeat("jobs of " + service, Pace.every(INTERVAL), this::step);
    }

    /// Starts the loop, once.
    public void start() {
        loop.start();
    }

    /// Returns the service.
    public String service() {
        return service;
    }

    /// Starts a job. If one of the same kind and scope is running, returns that one.
    public Job start(String kind, String scope) {
        if (!kinds.containsKey(kind)) {
            throw new IllegalArgumentException("unknown kind of job: " + kind);
        }
        Job job = database.transaction(connection -> JobTable.start(connection, newId(), kind, scope));
        loop.wake();
        return job;
    }

    /// Greater than all ids that were made before, as far as the clocks agree.
    private String newId() {
        return "job_%012x%s"
                .formatted(clock.millis(), UUID.randomUUID().toString().substring(0, 8));
    }

    /// Returns a job.
    public Optional<Job> find(String id) {
        return database.withConnection(connection -> JobTable.find(connection, id));
    }

    /// Waits until a job has ended. Returns it as it is then, or when the time is over or nobody should wait any
    /// more. Returns empty if it is unknown.
    ///
    /// @param stop whether nobody should wait any more; asked several times a second
    public Optional<Job> await(String id, Duration time, BooleanSupplier stop) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Optional<Job> job = find(id);
        while (job.filter(one -> one.state() == State.RUNNING).isPresent()
                && !stop.getAsBoolean()
                && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK);
            job = find(id);
        }
        return job;
    }

    /// Returns the jobs before an id, newest first, at most `limit`. The empty id is the start.
    public List<Job> list(String before, int limit) {
        return database.withConnection(connection -> JobTable.list(connection, before, limit));
    }

    /// Ends a job after its current step. A job that has ended stays as it is. Returns it; empty if it is unknown.
    public Optional<Job> cancel(String id) {
        return database.transaction(connection -> {
            JobTable.cancel(connection, id);
            return JobTable.find(connection, id);
        });
    }

    /// Does one step of one job. Returns whether a job is running.
    boolean step() throws InterruptedException {
        Optional<Job> claimed =
                database.transaction(connection -> JobTable.claim(connection, kinds.keySet(), replica, LEASE));
        if (claimed.isEmpty()) {
            return false;
        }
        Job job = claimed.get();
        JobKind kind = Objects.requireNonNull(kinds.get(job.kind()));
        long begun = System.nanoTime();
        Step step;
        try {
            step = kind.step(job.scope(), job.position());
        } catch (RuntimeException | Error failure) {
            boolean fault = Failure.of(failure) != Failure.OUTAGE;
            update(connection -> JobTable.fail(connection, job, Failure.describe(failure), fault, FAULTS));
            throw failure;
        }
        update(connection -> JobTable.advance(connection, job, step));
        if (step.done()) {
            LOG.info("{} {} is done", job.kind(), job.id());
        }
        Thread.sleep(Duration.ofNanos(Math.min(LONGEST_PAUSE.toNanos(), System.nanoTime() - begun)));
        return true;
    }

    private void update(Update update) {
        database.transaction(connection -> {
            update.run(connection);
            return true;
        });
    }

    @FunctionalInterface
    private interface Update {
        void run(Connection connection) throws SQLException;
    }

    /// Stops the loop after the current step.
    @Override
    public void close() {
        loop.close();
    }
}
