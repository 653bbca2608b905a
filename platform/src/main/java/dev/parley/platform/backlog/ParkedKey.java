package dev.parley.platform.backlog;

import java.time.Instant;

/// A key that its consumer refuses. It waits for an operator or for a newer change.
///
/// @param key what waits, such as the id of a thread
/// @param version the version, or the sequence, that was refused
/// @param reason why, at most 200 characters, without the text of a message
/// @param attempts how often it was tried
/// @param parkTime when it was parked
public record ParkedKey(String key, long version, String reason, int attempts, Instant parkTime) {}
