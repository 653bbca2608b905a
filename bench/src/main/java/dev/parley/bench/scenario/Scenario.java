package dev.parley.bench.scenario;

import dev.parley.bench.report.Outcome;
import java.util.List;

/// One thing that is measured: a load on the server, or a ceiling beside it.
public interface Scenario {

    /// Its name on the command line.
    String name();

    /// The names of the ceilings that its first figure is to be read beside.
    default List<String> ceilings() {
        return List.of();
    }

    /// Makes the load, measures, and checks what was promised. Throws when the load cannot be made at all.
    Outcome run(Stage stage) throws Exception;
}
