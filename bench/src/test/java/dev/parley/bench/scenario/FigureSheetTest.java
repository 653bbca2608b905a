package dev.parley.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.bench.report.Figure;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally.Interval;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FigureSheetTest {

    private static final String NAME = "processor time a message";
    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void processorTimeIsThatOfOneOperationInMicroseconds() {
        var samples = List.of(
                sample(2, 20_000, Map.of("driver", 40.0, "server", 100.0, "PostgreSQL", 50.0)),
                sample(1, 10_000, Map.of("driver", 40.0, "server", 60.0, "PostgreSQL", 30.0)));
        List<Figure> figures = new FigureSheet()
                .processorTime(NAME, samples, Interval::operations)
                .figures();
        assertThat(figures)
                .extracting(Figure::name)
                .containsExactly(NAME + ", server", NAME + ", PostgreSQL", NAME + ", both");
        assertThat(figures).extracting(Figure::unit).containsOnly("µs");
        assertRuns(figures.get(0), 100, 60);
        assertRuns(figures.get(1), 50, 30);
        assertRuns(figures.get(2), 150, 90);
    }

    @Test
    void processorTimeOfAServerElsewhereIsNotKnown() {
        var samples = List.of(sample(1, 10_000, Map.of("driver", 40.0)));
        assertThat(new FigureSheet()
                        .processorTime(NAME, samples, Interval::operations)
                        .figures())
                .isEmpty();
    }

    @Test
    void processorTimeOfNothingIsNotAFigure() {
        var samples = List.of(sample(1, 0, Map.of("driver", 1.0, "server", 1.0, "PostgreSQL", 1.0)));
        assertThat(new FigureSheet()
                        .processorTime(NAME, samples, Interval::operations)
                        .figures())
                .isEmpty();
    }

    private static void assertRuns(Figure figure, double first, double second) {
        assertThat(figure.runs().get(0)).isCloseTo(first, ROUNDING);
        assertThat(figure.runs().get(1)).isCloseTo(second, ROUNDING);
    }

    private static Sample sample(double seconds, long operations, Map<String, Double> cpu) {
        return new Sample(new Interval(seconds, operations, operations, new Histogram(3), new Histogram(3)), cpu);
    }
}
