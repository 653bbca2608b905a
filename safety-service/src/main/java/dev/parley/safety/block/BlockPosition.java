package dev.parley.safety.block;

import dev.parley.id.UserId;
import java.time.Instant;

/// A place in the list of one user's blocks, which goes from the newest to the oldest; equal times go by the id.
///
/// @param createTime since when the block stands
/// @param blocked    who is blocked
public record BlockPosition(Instant createTime, UserId blocked) {}
