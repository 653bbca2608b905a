package dev.parley.platform.caller;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whose tokens are accepted.
///
/// @param jwks        the public keys: a path, or a URL that starts with `http`; required
/// @param issuer      the only accepted issuer
/// @param audience    what the audience of a token must contain
/// @param clockSkew   how long after its end a token is still accepted, 0 to 30 s
@ConfigurationProperties("parley")
public record CallerConfig(
        @Nullable String jwks,
        @Bindable(defaultValue = "parley") String issuer,
        @Bindable(defaultValue = "parley") String audience,
        @Bindable(defaultValue = "30s") Duration clockSkew) {

    private static final Duration MAX_SKEW = Duration.ofSeconds(30);

    /// Checks the limits.
    public CallerConfig {
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException("PARLEY_ISSUER and PARLEY_AUDIENCE must not be blank.");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException(
                    "parley.clock-skew must lie between 0 s and 30 s, not " + clockSkew + ".");
        }
    }
}
