package dev.parley.platform.caller;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;

/// Keys at a URL: fetched when first needed, kept for five minutes, fetched anew for an unknown key id (rate
/// limited), and kept for an hour while the URL can not be reached.
final class JwksUrl implements KeySet {

    private static final Duration OUTAGE = Duration.ofHours(1);

    private final JWKSource<SecurityContext> source;

    JwksUrl(String url) {
        try {
            source = JWKSourceBuilder.create(URI.create(url).toURL())
                    .retrying(true)
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException | IllegalArgumentException malformed) {
            throw new ConfigurationException("PARLEY_JWKS is no URL: " + url, malformed);
        }
    }

    @Override
    public JWKSource<SecurityContext> source() {
        return source;
    }

    @Override
    public void refresh() {
        // The source refreshes itself.
    }

    @Override
    public void onChange(Runnable action) {
        // A checked token is forgotten after five minutes, which is as long as the source keeps its keys.
    }
}
