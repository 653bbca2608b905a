package dev.parley.safety.block;

import dev.parley.id.UserId;
import java.util.Optional;

/// A query for a page of a user's active blocks, newest first.
///
/// @param blocker the user who blocks
/// @param after the last position of the previous page; empty for the first page
/// @param size the maximum number of blocks, at least 1
public record BlockQuery(UserId blocker, Optional<BlockPosition> after, int size) {}
