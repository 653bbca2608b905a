package dev.parley.bench.scenario;

import dev.parley.bench.report.Figure;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// Turns measurements into figures.
public final class FigureSheet {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MICROS_PER_SECOND = 1e6;

    private final List<Figure> figures = new ArrayList<>();

    /// Adds a rate: a count per second.
    public FigureSheet rate(String name, List<Sample> samples, ToDoubleFunction<Interval> count) {
        return add(
                name,
                "/s",
                samples,
                sample -> count.applyAsDouble(sample.interval())
                        / sample.interval().seconds());
    }

    /// Adds the median and the 99th percentile of a latency, in milliseconds, if anything was timed.
    public FigureSheet latency(String name, List<Sample> samples, Function<Interval, Histogram> times) {
        if (samples.stream().anyMatch(sample -> times.apply(sample.interval()).getTotalCount() == 0)) {
            return this;
        }
        for (int percent : new int[] {50, 99}) {
            add(name + " p" + percent, "ms", samples, sample -> {
                long nanos = times.apply(sample.interval()).getValueAtPercentile(percent);
                return nanos / NANOS_PER_MILLI;
            });
        }
        return this;
    }

    /// Adds the share of one core that each process used.
    public FigureSheet cpu(String prefix, List<Sample> samples) {
        for (String who : samples.getFirst().cpu().keySet()) {
            add(prefix + "cpu of " + who, "%", samples, sample -> sample.cpu().get(who));
        }
        return this;
    }

    /// Adds the processor time that one operation costs, in microseconds: of the server, of its PostgreSQL, and
    /// of both. Adds nothing if the server's processes are not known, or if nothing was counted.
    ///
    /// @param name begins the names of the figures, for example `processor time a message`
    public FigureSheet processorTime(String name, List<Sample> samples, ToDoubleFunction<Interval> count) {
        boolean known = samples.stream()
                .allMatch(sample -> sample.cpu().keySet().containsAll(CpuMeter.SERVER)
                        && count.applyAsDouble(sample.interval()) > 0);
        if (known) {
            for (String who : CpuMeter.SERVER) {
                add(
                        name + ", " + who,
                        "µs",
                        samples,
                        sample -> micros(sample, sample.cpu().get(who), count));
            }
            add(name + ", both", "µs", samples, sample -> {
                double both =
                        CpuMeter.SERVER.stream().mapToDouble(sample.cpu()::get).sum();
                return micros(sample, both, count);
            });
        }
        return this;
    }

    private static double micros(Sample sample, double percent, ToDoubleFunction<Interval> count) {
        double seconds = percent / 100 * sample.interval().seconds();
        return seconds * MICROS_PER_SECOND / count.applyAsDouble(sample.interval());
    }

    public FigureSheet add(Figure figure) {
        figures.add(figure);
        return this;
    }

    public List<Figure> figures() {
        return figures;
    }

    private FigureSheet add(String name, String unit, List<Sample> samples, ToDoubleFunction<Sample> value) {
        return add(new Figure(
                name, unit, samples.stream().mapToDouble(value).boxed().toList()));
    }
}
