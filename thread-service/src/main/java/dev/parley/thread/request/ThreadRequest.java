package dev.parley.thread.request;

import dev.parley.id.RequestId;
import dev.parley.thread.history.Actor;

/// Identifies a request, so that a retry is recognised. The same caller and request id identify the same
/// request; it is a retry only if the content is also the same. The caller is the acting user, or the service
/// that calls on its own behalf. The hash covers the method and every field.
public record ThreadRequest(Actor caller, RequestId id, String contentHash) {}
