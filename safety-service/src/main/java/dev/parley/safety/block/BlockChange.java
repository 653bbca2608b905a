package dev.parley.safety.block;

import java.time.Instant;

/// One start or end of a block.
///
/// @param version the version that it created
/// @param active whether the block was active from then on
/// @param time when it was made
public record BlockChange(long version, boolean active, Instant time) {}
