package dev.parley.thread.request;

/// The reply to a request, and whether it comes from an earlier call with the same request id.
///
/// @param <R> the reply
/// @param version the shown version of the thread that the first call created
/// @param head the sequence that the log of the thread has reached by this call; 0 if unknown, or if the caller is no
/// participant any more and so may not learn it
public record Replied<R>(R reply, long version, boolean replayed, long head) {}
