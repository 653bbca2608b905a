package dev.parley.platform.caller;

import dev.parley.access.v1.CallerKind;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.tls.ServerTlsConfig;
import io.grpc.Attributes;
import io.grpc.Grpc;
import jakarta.inject.Singleton;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Services that the certificate of their connection identifies, so that they need no token: by one of its DNS names or
/// URIs. The TLS handshake has already verified that the certificate is of an accepted authority.
@Singleton
public final class CertificateCallers {

    private static final int DNS = 2;
    private static final int URI = 6;

    private final Map<String, ServerTlsConfig.CertifiedService> byName;
    private final Clock clock;

    CertificateCallers(ServerTlsConfig config, Clock clock) {
        this.byName = config.services();
        this.clock = clock;
    }

    /// Returns the service at the other end of a connection; empty if its certificate names none. Throws
    /// `CredentialsInvalid` if the certificate has expired, or names several.
    Optional<Caller> find(Attributes connection) {
        SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (byName.isEmpty() || session == null) {
            return Optional.empty();
        }
        X509Certificate certificate = certificate(session);
        if (certificate == null) {
            return Optional.empty();
        }
        Set<ServerTlsConfig.CertifiedService> services = new HashSet<>();
        for (String name : names(certificate)) {
            if (byName.containsKey(name)) {
                services.add(byName.get(name));
            }
        }
        if (services.size() > 1) {
            throw new CredentialsInvalid("The certificate names several services.").exception();
        }
        return services.stream().findFirst().map(service -> caller(service, certificate));
    }

    private Caller caller(ServerTlsConfig.CertifiedService service, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        if (!clock.instant().isBefore(end)) {
            throw new CredentialsInvalid("The certificate has expired.").exception();
        }
        return new Caller(
                Optional.empty(),
                Optional.of(service.name()),
                service.scopes(),
                Set.of(CallerKind.CALLER_KIND_SERVICE),
                end);
    }

    private static @Nullable X509Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static Set<String> names(X509Certificate certificate) {
        try {
            @Nullable Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            var names = new HashSet<String>();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.get(0).equals(DNS)) {
                    names.add(String.valueOf(one.get(1)).toLowerCase(Locale.ROOT));
                } else if (one.get(0).equals(URI)) {
                    names.add(String.valueOf(one.get(1)));
                }
            }
            return names;
        } catch (CertificateParsingException malformed) {
            return Set.of();
        }
    }
}
