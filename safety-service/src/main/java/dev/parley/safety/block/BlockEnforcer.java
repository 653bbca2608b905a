package dev.parley.safety.block;

/// Enforces blocks where messages are written.
public interface BlockEnforcer {

    /// Enforces the state of a block. Returns once no thread that the two users share accepts writes against
    /// it. Returns a consistency token: reads that carry it show the effects. A state that is older than the
    /// one in force changes nothing. Throws `DependencyUnavailable` if the state cannot be enforced now; it
    /// may be in force nevertheless.
    String enforce(Block block);
}
