package dev.parley.platform.caller;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.parley.platform.background.FewAtOnce;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys at a URL. They are fetched when first needed, and again when they are 25 s old or a key id is unknown
/// (at most twice in 4 s). Verified tokens are trusted for the same time, so a removed key is refused within a
/// minute. While the URL is unreachable, the last keys stay in use for an hour.
///
/// The response from an `http:` URL can be forged in transit, so such a URL must be on this machine.
final class JwksUrl implements KeySet {

    private static final Duration FRESH = Duration.ofSeconds(25);
    private static final Duration FETCH = Duration.ofSeconds(5);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(4);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    private static final Logger LOG = LoggerFactory.getLogger(JwksUrl.class);
    private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

    private final String url;
    private final JWKSource<SecurityContext> source;
    private final Duration fresh;
    private volatile boolean fetched;
    private volatile boolean reached;

    JwksUrl(String url) {
        this(url, FRESH);
    }

    /// @param fresh how long keys and verified tokens are used before they are checked again
    JwksUrl(String url, Duration fresh) {
        this.url = url;
        this.fresh = fresh;
        this.source = JWKSourceBuilder.create(new Noting(checked(url)))
                .cache(fresh.toMillis(), FETCH.toMillis())
                .refreshAheadCache(false)
                .rateLimited(Math.min(fresh.dividedBy(3).toMillis(), BETWEEN_FETCHES.toMillis()))
                .retrying(true)
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    /// Notes whether the last fetch succeeded, below everything that hides a failure.
    private final class Noting implements JWKSetSource<SecurityContext> {

        private final JWKSetSource<SecurityContext> source;

        Noting(URL at) {
            source = new URLBasedJWKSetSource<>(
                    at,
                    new DefaultResourceRetriever(
                            JWKSourceBuilder.DEFAULT_HTTP_CONNECT_TIMEOUT,
                            JWKSourceBuilder.DEFAULT_HTTP_READ_TIMEOUT,
                            JWKSourceBuilder.DEFAULT_HTTP_SIZE_LIMIT));
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            reached = false;
            JWKSet keys = source.getJWKSet(refresh, now, context);
            reached = true;
            return keys;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /// Fetches the keys, so that a wrong URL is noticed at the start and not by the first caller. Throws if the
    /// response is not a key set or has no key. A URL that does not respond yet is only logged: the provider may
    /// start later.
    void check() {
        try {
            if (keys(ALL, null).isEmpty()) {
                throw new ConfigurationException("The key set at PARLEY_JWKS, " + url + ", has no key.");
            }
        } catch (JWKSetParseException malformed) {
            throw new ConfigurationException("The response of PARLEY_JWKS, " + url + ", is not a key set.", malformed);
        } catch (KeySourceException unreachable) {
            LOG.warn("The key set {} cannot be fetched, will retry for each call: {}", url, unreachable.getMessage());
        }
    }

    private static URL checked(String url) {
        try {
            URI uri = URI.create(url);
            if (!"https".equals(uri.getScheme()) && !isOnThisMachine(uri)) {
                throw new ConfigurationException(
                        "PARLEY_JWKS must be an https: URL, or an http: URL on this machine: " + url);
            }
            return uri.toURL();
        } catch (MalformedURLException | IllegalArgumentException malformed) {
            throw new ConfigurationException("PARLEY_JWKS is not a URL: " + url, malformed);
        }
    }

    private static boolean isOnThisMachine(URI uri) {
        return uri.getHost() != null && LOOPBACK.matcher(uri.getHost()).matches();
    }

    @Override
    public JWKSource<SecurityContext> source() {
        return this::keys;
    }

    /// If no keys were ever fetched, no token is known to be wrong: the provider is away, however often it was
    /// asked.
    private List<JWK> keys(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            List<JWK> keys = FewAtOnce.blocking(() -> source.get(selector, context));
            fetched = true;
            return keys;
        } catch (RateLimitReachedException refused) {
            if (fetched) {
                throw refused;
            }
            throw new KeySourceException("The keys have not been fetched yet", refused);
        }
    }

    @Override
    public boolean isCurrent() {
        try {
            keys(ALL, null);
            return reached;
        } catch (KeySourceException unreachable) {
            return false;
        }
    }

    @Override
    public boolean hasKeys() {
        return fetched;
    }

    @Override
    public void refresh() {
        // The source refreshes itself.
    }

    @Override
    public Duration trust() {
        return fresh;
    }

    @Override
    public void onChange(Runnable action) {
        // Verified tokens are trusted only for a short time.
    }
}
