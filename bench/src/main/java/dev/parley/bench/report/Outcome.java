package dev.parley.bench.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The outcome of a scenario or a ceiling.
///
/// @param name its name on the command line
/// @param loop how the load was generated: in an open loop at a fixed rate, or in a bounded closed loop
/// @param setting the sizes that it ran with
/// @param figures the measured figures; the first is the rate to compare with the ceilings
/// @param ceilings the names of the ceilings that the first figure is compared with
/// @param errors failed calls and wrong responses, with their counts
/// @param violations broken promises
public record Outcome(
        String name,
        String loop,
        String setting,
        List<Figure> figures,
        List<String> ceilings,
        Map<String, Long> errors,
        List<String> violations) {

    /// Whether there were no errors and no violations.
    public boolean isSound() {
        return errors.isEmpty() && violations.isEmpty();
    }

    /// Returns the first figure, if anything was measured.
    public Optional<Figure> headline() {
        return figures.stream().findFirst();
    }

    /// Returns the fraction of a ceiling that this outcome reaches, from 0 to 1, if both were measured.
    public OptionalDouble partOf(Outcome ceiling) {
        if (figures.isEmpty() || ceiling.figures.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                figures.getFirst().median() / ceiling.figures.getFirst().median());
    }
}
