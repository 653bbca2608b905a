package dev.parley.platform.caller;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;

/// Creates the beans that check callers.
@Factory
final class CallerFactory {

    @Singleton
    KeySet keySet(CallerConfig config) {
        String jwks = config.jwks();
        if (jwks == null || jwks.isBlank()) {
            throw new ConfigurationException(
                    "PARLEY_JWKS is not set: it names the JWKS file or URL with the trusted keys.");
        }
        if (jwks.startsWith("http:") || jwks.startsWith("https:")) {
            var url = new JwksUrl(jwks);
            url.check();
            return url;
        }
        return new JwksFile(Path.of(jwks));
    }

    @Singleton
    TokenVerifier tokenVerifier(KeySet keys, CallerConfig config, Clock clock) {
        return new TokenVerifier(keys, config, clock);
    }
}
