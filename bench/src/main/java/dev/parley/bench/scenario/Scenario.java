package dev.parley.bench.scenario;

import dev.parley.bench.report.Outcome;
import java.util.List;

/// One measurement: a load on the server, or a ceiling to compare with.
public interface Scenario {

    /// Returns its name on the command line.
    String name();

    /// Returns in one line what its figures show.
    String shows();

    /// Returns the names of the ceilings that its first figure is compared with.
    default List<String> ceilings() {
        return List.of();
    }

    /// Generates the load, measures, and checks the promises. Throws if the load cannot be generated at all.
    Outcome run(Stage stage) throws Exception;
}
