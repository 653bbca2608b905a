package dev.parley.safety.block;

/// Puts blocks in force where messages are written.
public interface BlockEnforcer {

    /// Puts the state of a block in force, and returns once no thread of the two can be written to against it. A
    /// state that is older than the one in force changes nothing. Throws `DependencyUnavailable` when it can not be
    /// put in force now; it may have been all the same.
    void enforce(Block block);
}
