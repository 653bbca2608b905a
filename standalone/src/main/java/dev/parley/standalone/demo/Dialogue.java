package dev.parley.standalone.demo;

import java.util.List;

/// A recorded conversation between a buyer and a provider.
///
/// @param name its name in the file
/// @param turns the turns, in order; at least one
public record Dialogue(String name, List<Turn> turns) {

    /// The two sides.
    public enum Role {
        /// The side that looks for a service.
        BUYER,
        /// The side that offers it.
        PROVIDER
    }

    /// One turn of a side.
    public record Turn(Role role, String text) {}

    /// Copies the turns.
    public Dialogue {
        turns = List.copyOf(turns);
    }
}
