package dev.parley.standalone.demo;

import java.util.List;

/// A recorded conversation between a buyer and a provider.
///
/// @param name  what the file calls it
/// @param turns what was said, in order; at least one turn
public record Dialogue(String name, List<Turn> turns) {

    /// Who speaks.
    public enum Role {
        /// Who looks for a service.
        BUYER,
        /// Who offers it.
        PROVIDER
    }

    /// What one of the two said.
    public record Turn(Role role, String text) {}

    /// Keeps its own copy of the turns.
    public Dialogue {
        turns = List.copyOf(turns);
    }
}
