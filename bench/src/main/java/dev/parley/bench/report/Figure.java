package dev.parley.bench.report;

import java.util.List;

/// One measured quantity, with its value in each run.
///
/// @param name its name, unique within its outcome
/// @param unit its unit
/// @param runs one value per run, at least one
public record Figure(String name, String unit, List<Double> runs) {

    /// Checks that there is a value.
    public Figure {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("The figure " + name + " has no value");
        }
        runs = List.copyOf(runs);
    }

    /// Creates a quantity that is measured once.
    public static Figure once(String name, String unit, double value) {
        return new Figure(name, unit, List.of(value));
    }

    /// Returns the median; for an even number of runs, the mean of the two middle values.
    public double median() {
        List<Double> sorted = runs.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// Returns the minimum.
    public double min() {
        return runs.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /// Returns the maximum.
    public double max() {
        return runs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
