package dev.parley.platform.request;

import dev.parley.id.RequestId;

/// What a request id is unique in, and the id.
///
/// @param scope the write and its caller, such as `CreateThread|usr_a`: another caller may choose the same id
public record RequestKey(String scope, RequestId requestId) {}
