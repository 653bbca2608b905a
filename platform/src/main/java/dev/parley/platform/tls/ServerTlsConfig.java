package dev.parley.platform.tls;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// The certificate of the server, under `parley.server.tls`. Without it, the server speaks plain text.
///
/// @param certificate a PEM file with the certificate, followed by its intermediates
/// @param key a PEM file with the private key, as PKCS#8 without a password
/// @param clientCa a PEM file with certificate authorities; if set, callers must present a certificate of one
/// of them
@ConfigurationProperties("parley.server.tls")
public record ServerTlsConfig(
        @Nullable String certificate,
        @Nullable String key,
        @Nullable String clientCa) {

    /// Checks that a certificate has a key.
    public ServerTlsConfig {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY must be set together.");
        }
        if (clientCa != null && certificate == null) {
            throw new IllegalArgumentException(
                    "PARLEY_SERVER_TLS_CLIENT_CA needs PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY.");
        }
    }
}
