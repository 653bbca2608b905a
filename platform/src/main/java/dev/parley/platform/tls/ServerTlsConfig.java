package dev.parley.platform.tls;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The certificate of the server, under `parley.server.tls`. Without it, the server speaks plain text.
///
/// @param certificate a PEM file with the certificate, followed by its intermediates
/// @param key a PEM file with the private key, as PKCS#8 without a password
/// @param clientCa a PEM file with certificate authorities; if set, callers must present a certificate of one
/// of them
/// @param callers services that need no token, because a name in their certificate identifies them: for each
/// `NAME=SERVICE SCOPE SCOPE…`, where the name is a DNS name or a URI
@ConfigurationProperties("parley.server.tls")
public record ServerTlsConfig(
        @Nullable String certificate,
        @Nullable String key,
        @Nullable String clientCa,
        @Bindable(defaultValue = "") List<String> callers) {

    private static final Pattern CALLER = Pattern.compile("([^\\s=]+)=([a-z][a-z0-9-]{0,62})((?: +[a-z][a-z.-]*)*) *");
    private static final Pattern SPACES = Pattern.compile(" +");

    /// A service that a certificate identifies.
    public record CertifiedService(String name, Set<String> scopes) {}

    /// Checks that a certificate has a key, and the form of the callers.
    public ServerTlsConfig {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY must be set together.");
        }
        if (clientCa != null && certificate == null) {
            throw new IllegalArgumentException(
                    "PARLEY_SERVER_TLS_CLIENT_CA needs PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY.");
        }
        callers = callers.stream()
                .map(String::strip)
                .filter(caller -> !caller.isEmpty())
                .toList();
        if (!callers.isEmpty() && clientCa == null) {
            throw new IllegalArgumentException("PARLEY_SERVER_TLS_CALLERS needs PARLEY_SERVER_TLS_CLIENT_CA.");
        }
        callers.forEach(ServerTlsConfig::parts);
    }

    /// Returns the services that need no token, by the name in their certificate.
    public Map<String, CertifiedService> services() {
        var services = new HashMap<String, CertifiedService>();
        for (String caller : callers) {
            Matcher parts = parts(caller);
            Set<String> scopes = Set.copyOf(SPACES.splitAsStream(parts.group(3).strip())
                    .filter(scope -> !scope.isEmpty())
                    .toList());
            String name = parts.group(1);
            boolean isDns = name.indexOf(':') < 0;
            services.put(isDns ? name.toLowerCase(Locale.ROOT) : name, new CertifiedService(parts.group(2), scopes));
        }
        return Map.copyOf(services);
    }

    private static Matcher parts(String caller) {
        Matcher parts = CALLER.matcher(caller);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "PARLEY_SERVER_TLS_CALLERS must be a list of NAME=SERVICE SCOPE SCOPE…, separated by commas.");
        }
        return parts;
    }
}
