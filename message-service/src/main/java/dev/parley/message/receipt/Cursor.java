package dev.parley.message.receipt;

import dev.parley.id.UserId;
import java.time.Instant;

/// How far a participant has read. It only moves forward; an own send moves it too.
///
/// @param readOrdinal the ordinal at that sequence
/// @param readTime    when it last moved
public record Cursor(UserId user, long readSequence, long readOrdinal, Instant readTime) {}
