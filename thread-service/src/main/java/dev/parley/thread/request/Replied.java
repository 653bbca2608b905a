package dev.parley.thread.request;

/// The reply to a request, and whether it is that of an earlier call with the same request id.
///
/// @param <R> the reply
public record Replied<R>(R reply, boolean replayed) {}
