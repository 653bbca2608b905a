package dev.parley.bench.scenario;

import dev.parley.bench.load.OpenLoop;
import dev.parley.bench.load.Traffic;
import dev.parley.bench.load.TrafficPlan;
import dev.parley.bench.load.TrafficPlan.Way;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.report.Progress;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What all scenarios of a run share: the server under test, the sizes, and the clocks.
public final class Stage {

    private static final Duration STEP = Duration.ofMillis(250);

    private final Connections connections;
    private final Plan plan;
    private final Progress progress;
    private final CpuMeter cpu;
    private final Path folder;
    private Path data;
    private final Population population;
    private boolean warm;

    /// Measures the server of the connections. The folder is for the data of ceilings.
    public Stage(Connections connections, Plan plan, Progress progress, CpuMeter cpu, Path folder) {
        this.data = folder;
        this.connections = connections;
        this.plan = plan;
        this.progress = progress;
        this.cpu = cpu;
        this.folder = folder;
        this.population = new Population(connections);
    }

    /// One measurement.
    ///
    /// @param interval the calls and times of the interval
    /// @param cpu the share of one core that each process used, in percent
    public record Sample(Interval interval, Map<String, Double> cpu) {}

    /// The connections to the server.
    public Connections connections() {
        return connections;
    }

    /// The sizes.
    public Plan plan() {
        return plan;
    }

    /// Returns the folder for the data of a ceiling; deleted at the end.
    public Path folder() {
        return folder;
    }

    /// Returns how many bytes of the server's heap are in use after a garbage collection, if that can be measured.
    public OptionalLong heapBytes() {
        return cpu.heapBytes();
    }

    /// Sets the data directory of the server, if that is on this machine.
    public Stage withData(Path directory) {
        data = directory;
        return this;
    }

    /// Reads the clocks of the processors.
    public CpuMeter.Reading cpu() {
        return cpu.read();
    }

    /// Opens the store of the server.
    public ServerStore store() throws SQLException {
        return ServerStore.open(data);
    }

    /// Creates users and threads.
    public Population population() {
        return population;
    }

    /// Shows the progress of the run.
    public Progress progress() {
        return progress;
    }

    /// Returns a plan whose sends no other load of this or another run of the driver repeats.
    public TrafficPlan traffic(Way way, int window) {
        return new TrafficPlan(way, window, Plan.TEXT_BYTES, population.freshSalt());
    }

    /// Lets a running load warm up, and measures it as often as the plan says. Ends early if nearly
    /// everything fails.
    public List<Sample> measure(Tally tally, Duration warmUp, Duration length) throws InterruptedException {
        return measure(tally, warmUp, length, () -> {});
    }

    /// Does the same, and runs an action at the end of the warm-up and of each measurement, to measure a
    /// second load at the same times.
    public List<Sample> measure(Tally tally, Duration warmUp, Duration length, Runnable atEachCut)
            throws InterruptedException {
        progress.step("warming up for %.1f s".formatted(warmUp.toMillis() / 1e3));
        pass(tally, warmUp);
        tally.cut();
        atEachCut.run();
        var samples = new ArrayList<Sample>();
        for (int run = 1; run <= plan.runs(); run++) {
            CpuMeter.Reading before = cpu.read();
            pass(tally, length);
            Interval interval = tally.cut();
            atEachCut.run();
            samples.add(new Sample(interval, cpu.read().since(before)));
            progress.step("run %d of %d: %,.0f/s".formatted(run, plan.runs(), interval.rate()));
        }
        return samples;
    }

    /// Starts operations at a fixed rate, in an open loop, during warm-up and measurements.
    public List<Sample> atRate(
            double perSecond, Tally tally, Duration warmUp, Duration length, OpenLoop.Operation operation)
            throws InterruptedException {
        var loop = new OpenLoop(perSecond);
        // A little longer than the measurements, which end the loop.
        Duration most = warmUp.plus(length.multipliedBy(plan.runs())).plusSeconds(30);
        Thread pacer = Thread.ofPlatform().name("pacer").daemon().start(() -> loop.run(most, operation));
        try {
            return measure(tally, warmUp, length);
        } finally {
            loop.stop();
            pacer.join();
        }
    }

    /// Makes sure that the server and the driver have been under load, for scenarios whose own load is too
    /// light to get code compiled.
    public void ensureWarm() throws InterruptedException {
        if (warm) {
            return;
        }
        progress.step("warming up the server for " + plan.warmUp().toSeconds() + " s");
        var tally = new Tally();
        try (Traffic traffic =
                Traffic.open(connections, traffic(Way.STREAM, plan.window()), tally, population.pairs(plan.pairs()))) {
            traffic.saturate();
            pass(tally, plan.warmUp());
            traffic.settle();
        }
        warm = true;
    }

    /// Records that the server was under load.
    public void warmed() {
        warm = true;
    }

    private static void pass(Tally tally, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        long left;
        while ((left = end - System.nanoTime()) > 0 && !tally.isHopeless()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, STEP.toNanos())));
        }
    }
}
