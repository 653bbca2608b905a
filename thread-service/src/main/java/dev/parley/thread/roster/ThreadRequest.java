package dev.parley.thread.roster;

import dev.parley.id.UserId;
/// What makes a repeated call recognisable: the same user and request id are the same request, and only with the same
/// method and content is it a repetition. The content hash covers every field of the request.

public record ThreadRequest(UserId user, String requestId, String method, String contentHash) {}
