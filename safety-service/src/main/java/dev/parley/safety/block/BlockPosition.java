package dev.parley.safety.block;

import dev.parley.id.UserId;
import java.time.Instant;

/// A position in the list of one user's blocks, sorted from newest to oldest; equal times are sorted by id.
///
/// @param createTime when the block began
/// @param blocked the user who is blocked
public record BlockPosition(Instant createTime, UserId blocked) {}
