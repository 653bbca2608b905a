package dev.parley.client;

import java.util.List;
import java.util.Map;

/// The service config of a channel: what it repeats by itself.
///
/// Only `UNAVAILABLE` is repeated, and not where the server forbids it by `grpc-retry-pushback-ms`: it has waited for
/// its store already, and its `RetryInfo` says when to come back. Every RPC that changes something carries a
/// `request_id` or is idempotent by nature, so a repeat has no second effect. The bidirectional `SendMessages` is not
/// repeated: its caller repeats those sends that were not answered.
final class RetryPolicy {

    private static final Map<String, Object> POLICY = Map.of(
            "maxAttempts",
            4.0,
            "initialBackoff",
            "0.1s",
            "maxBackoff",
            "1s",
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));

    private RetryPolicy() {}

    static Map<String, Object> serviceConfig() {
        Map<String, Object> all = Map.of("name", List.of(Map.of()), "retryPolicy", POLICY);
        Map<String, Object> streamed = Map.of(
                "name", List.of(Map.of("service", "parley.message.v1.MessageService", "method", "SendMessages")));
        return Map.of(
                "methodConfig",
                List.of(all, streamed),
                "retryThrottling",
                Map.of("maxTokens", 100.0, "tokenRatio", 0.1));
    }
}
