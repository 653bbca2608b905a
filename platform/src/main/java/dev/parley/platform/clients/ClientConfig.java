package dev.parley.platform.clients;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The identity with which this process calls other services.
///
/// @param tokenFile a file with its token, which is re-read every 30 s
/// @param keyDir without such a file: the directory of a signing key, with which it signs its own tokens
/// @param serviceName the name of the service in those tokens
/// @param serviceScopes the scopes in those tokens, as a list or separated by spaces
@ConfigurationProperties("parley")
public record ClientConfig(
        @Nullable String tokenFile,
        @Nullable String keyDir,
        @Bindable(defaultValue = "parley") String serviceName,
        @Bindable(defaultValue = "") List<String> serviceScopes) {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    /// Splits the scopes.
    public ClientConfig {
        serviceScopes = serviceScopes.stream()
                .flatMap(SPACES::splitAsStream)
                .filter(scope -> !scope.isEmpty())
                .toList();
    }
}
