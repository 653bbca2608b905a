package dev.parley.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that a run of the driver has found.
///
/// @param time      when it began
/// @param machine   what it ran on
/// @param setting   the options it ran with
/// @param ceilings  what wire and store do alone
/// @param scenarios what the server did
public record Report(Instant time, Machine machine, String setting, List<Outcome> ceilings, List<Outcome> scenarios) {

    /// Whether nothing failed and every promise held.
    public boolean isSound() {
        return ceilings.stream().allMatch(Outcome::isSound)
                && scenarios.stream().allMatch(Outcome::isSound);
    }

    /// A ceiling of this run.
    public Optional<Outcome> ceiling(String name) {
        return ceilings.stream().filter(ceiling -> ceiling.name().equals(name)).findFirst();
    }
}
