package dev.parley.platform.request;

import dev.parley.id.RequestId;

/// A request id and the scope in which it is unique.
///
/// @param scope the write and its caller, such as `CreateThread|usr_a`: another caller may choose the same id
public record RequestKey(String scope, RequestId requestId) {}
