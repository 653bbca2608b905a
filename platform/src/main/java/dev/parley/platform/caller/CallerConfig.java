package dev.parley.platform.caller;

import com.nimbusds.jose.JWSAlgorithm;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tokens that are accepted.
///
/// @param jwks the public keys: a path or an `https:` URL, or an `http:` URL on this machine; required
/// @param issuer the only accepted issuer
/// @param audience what the audience of a token must contain
/// @param clockSkew how long after its expiry a token is still accepted, 0 to 30 s
/// @param algorithms the accepted signature algorithms, all asymmetric
@ConfigurationProperties("parley")
public record CallerConfig(
        @Nullable String jwks,
        @Bindable(defaultValue = "parley") String issuer,
        @Bindable(defaultValue = "parley") String audience,
        @Bindable(defaultValue = "30s") Duration clockSkew,
        @Bindable(defaultValue = "ES256,RS256") List<String> algorithms) {

    private static final Set<String> ASYMMETRIC =
            JWSAlgorithm.Family.SIGNATURE.stream().map(JWSAlgorithm::getName).collect(Collectors.toUnmodifiableSet());
    private static final Duration MAX_SKEW = Duration.ofSeconds(30);

    /// Checks the limits.
    public CallerConfig {
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException("PARLEY_ISSUER and PARLEY_AUDIENCE must not be blank.");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException(
                    "parley.clock-skew must be between 0 s and 30 s, not " + clockSkew + ".");
        }
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || !ASYMMETRIC.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "PARLEY_ALGORITHMS must name asymmetric signature algorithms, such as ES256 and RS256.");
        }
    }
}
