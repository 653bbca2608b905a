package dev.parley.bench.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The outcome of a scenario or a ceiling.
///
/// @param name       its name on the command line
/// @param loop       how the load was made: an open loop at a rate, or a bounded closed one
/// @param setting    the sizes it ran with
/// @param figures    what was measured; a rate to be set beside the ceilings comes first
/// @param ceilings   the names of the ceilings that the first figure is to be read beside
/// @param errors     failed calls and wrong answers, with how often each came
/// @param violations promises that were found broken
public record Outcome(
        String name,
        String loop,
        String setting,
        List<Figure> figures,
        List<String> ceilings,
        Map<String, Long> errors,
        List<String> violations) {

    /// Whether everything went as promised.
    public boolean isSound() {
        return errors.isEmpty() && violations.isEmpty();
    }

    /// The first figure, where anything was measured.
    public Optional<Figure> headline() {
        return figures.stream().findFirst();
    }

    /// The part of a ceiling that this reaches, from 0 to 1, where both were measured.
    public OptionalDouble partOf(Outcome ceiling) {
        if (figures.isEmpty() || ceiling.figures.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                figures.getFirst().median() / ceiling.figures.getFirst().median());
    }
}
