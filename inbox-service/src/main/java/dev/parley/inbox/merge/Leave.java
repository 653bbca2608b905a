package dev.parley.inbox.merge;

/// What the inbox knew of a thread when it learned that a user had left it. The user learns nothing later.
///
/// @param joined the join that ended
/// @param version the version of the thread
/// @param sequence the head of the thread
public record Leave(long joined, long version, long sequence) {}
