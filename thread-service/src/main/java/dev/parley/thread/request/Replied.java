package dev.parley.thread.request;

/// The reply to a request, and whether it is that of an earlier call with the same request id.
///
/// @param <R>     the reply
/// @param version the version of the thread that the first call made
/// @param head    the sequence that the log of the thread reached by this call; 0 when it is not known
public record Replied<R>(R reply, long version, boolean replayed, long head) {}
