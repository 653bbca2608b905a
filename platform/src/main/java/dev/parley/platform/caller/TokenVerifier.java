package dev.parley.platform.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Verifies tokens: JWTs signed by a key of the set with an accepted algorithm, from our issuer, for our
/// audience, and not expired.
///
/// A token is verified once and then cached, until it expires or until the key set requires another check.
/// When the keys of a file change, all tokens are verified again, including those whose verification with the
/// old keys was running.
public final class TokenVerifier {

    private static final int MAX_CHARS = 8192;
    private static final int CACHED = 50_000;
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ConfigurableJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final KeySet keys;
    private final Claims claims;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<String, Checked> checked;

    /// The caller that a token names, and how often the keys had changed before its verification.
    private record Checked(Caller caller, long changes) {}

    /// Trusts a set of keys.
    public TokenVerifier(KeySet keys, CallerConfig config, Clock clock) {
        this.keys = keys;
        this.claims = new Claims(config, clock);
        this.checked = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(keys.trust())
                .build();
        Set<JWSAlgorithm> accepted =
                config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(accepted, keys.source()));
        processor.setJWSTypeVerifier(TYPES);
        processor.setJWTClaimsSetVerifier((set, context) -> claims.check(set));
        keys.onChange(this::forget);
    }

    private void forget() {
        changes.incrementAndGet();
        checked.invalidateAll();
    }

    /// Returns the caller that a token names. Throws `CredentialsInvalid`, whose text never contains any part
    /// of the token, or `DependencyUnavailable` if the keys cannot be fetched.
    public Caller verify(String token) {
        keys.refresh();
        long now = changes.get();
        Checked known = checked.getIfPresent(token);
        if (known != null && known.changes() == now) {
            claims.checkTime(known.caller().expireTime());
            return known.caller();
        }
        Caller caller = check(token);
        checked.put(token, new Checked(caller, now));
        return caller;
    }

    private Caller check(String token) {
        if (token.length() > MAX_CHARS) {
            throw new CredentialsInvalid("The token is too long.").exception();
        }
        try {
            return claims.caller(processor.process(token, null));
        } catch (RateLimitReachedException unknownKey) {
            throw new CredentialsInvalid("The token is not signed by a known key.").exception();
        } catch (KeySourceException unreachable) {
            throw new DependencyUnavailable("token keys", RETRY_AFTER).exception();
        } catch (BadJWSException foreign) {
            throw new CredentialsInvalid("The token is not signed by a known key.").exception();
        } catch (ParseException | BadJOSEException | JOSEException malformed) {
            throw new CredentialsInvalid("The token is not a JWT with an accepted signature by a known key.")
                    .exception();
        }
    }
}
