package dev.parley.thread.request;

import dev.parley.id.RequestId;
import dev.parley.thread.history.Actor;

/// Identifies a request, so that a repeated call is recognised. The same caller and request id are the same
/// request, and only with the same content a repetition. The caller is the acting user, or the service that
/// calls in its own name. The hash covers the method and every field.
public record ThreadRequest(Actor caller, RequestId id, String contentHash) {}
