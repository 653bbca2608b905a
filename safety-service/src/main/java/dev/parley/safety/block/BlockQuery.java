package dev.parley.safety.block;

import dev.parley.id.UserId;
import java.util.Optional;

/// Asks for a page of the blocks of a user that stand, newest first.
///
/// @param blocker who blocks
/// @param after   the last place of the page before; empty for the first page
/// @param size    how many at the most, at least 1
public record BlockQuery(UserId blocker, Optional<BlockPosition> after, int size) {}
