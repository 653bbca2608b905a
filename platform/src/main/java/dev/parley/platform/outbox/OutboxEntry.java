package dev.parley.platform.outbox;

/// An entry that waits to be pushed: the newest version of a key.
///
/// @param topic names the consumer and the type of change, such as `fence`
/// @param key what changed, such as the id of a thread
/// @param version increases with each change of the key
public record OutboxEntry(String topic, String key, long version) {}
