package dev.parley.platform.tls;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// How this process calls targets with the prefix `https://`, under `parley.client.tls`.
///
/// @param ca a PEM file with the certificate authorities to trust; without it, those of the machine
/// @param certificate a PEM file with the certificate to present, followed by its intermediates
/// @param key a PEM file with its private key, as PKCS#8 without a password
@ConfigurationProperties("parley.client.tls")
public record ClientTlsConfig(
        @Nullable String ca,
        @Nullable String certificate,
        @Nullable String key) {

    /// Checks that a certificate has a key.
    public ClientTlsConfig {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "PARLEY_CLIENT_TLS_CERTIFICATE and PARLEY_CLIENT_TLS_KEY must be set together.");
        }
    }
}
