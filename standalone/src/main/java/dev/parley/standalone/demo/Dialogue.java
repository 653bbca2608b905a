package dev.parley.standalone.demo;

import java.util.List;

/// A recorded conversation between a buyer and a provider.
///
/// @param name  what the file calls it
/// @param turns what was said, in order; at least one turn
public record Dialogue(String name, List<Turn> turns) {

    /// The two sides.
    public enum Role {
        /// The side that looks for a service.
        BUYER,
        /// The side that offers it.
        PROVIDER
    }

    /// One thing that a side said.
    public record Turn(Role role, String text) {}

    /// Keeps its own copy of the turns.
    public Dialogue {
        turns = List.copyOf(turns);
    }
}
