package dev.parley.safety.block;

/// Puts blocks in force where messages are written.
public interface BlockEnforcer {

    /// Puts the state of a block in force. Returns once no thread of the two can be written to against it, with
    /// a consistency token: reads that carry it show the effects. A state that is older than the one in force
    /// changes nothing. Throws `DependencyUnavailable` when the state cannot be put in force now; it may be in
    /// force all the same.
    String enforce(Block block);
}
