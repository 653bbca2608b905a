package dev.parley.platform.server;

import java.util.Map;
import java.util.Set;

/// Facts that a service contributes to the response of `GetServerInfo`, as a bean. They do not change while
/// the server runs.
public interface ServerFacts {

    /// Returns the optional features that the service offers, by stable names: lower-case nouns in the plural,
    /// such as `attachments`. `FeatureNotAvailable` has the same names.
    default Set<String> features() {
        return Set.of();
    }

    /// Returns the greatest values that the service accepts, by stable names such as
    /// `message.text.characters`.
    default Map<String, Long> limits() {
        return Map.of();
    }
}
