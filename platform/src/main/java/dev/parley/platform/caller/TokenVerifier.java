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
import dev.parley.platform.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Verifies tokens: JWTs signed by a key of the set with an accepted algorithm, from our issuer, for our
/// audience, and not expired.
///
/// A token is verified once and then cached, until it expires or until the key set requires another check. The
/// cache holds no text of a token and is bounded by size. It holds a token once, whatever the form of its
/// signature: an ECDSA signature has two.
/// When the keys of a file change, all tokens are verified again, including those whose verification with the
/// old keys was running.
public final class TokenVerifier {

    /// The maximum size of the cache, in approximate bytes.
    private static final long CACHED_BYTES = 32_000_000;

    private static final int ENTRY_BYTES = 400;
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ConfigurableJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final KeySet keys;
    private final Claims claims;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<Digest, Checked> checked;

    /// The SHA-256 digest of what a token signs.
    private record Digest(long first, long second, long third, long fourth) {

        static Digest of(byte[] token, int length) {
            MessageDigest sha = Sha256.digest();
            sha.update(token, 0, length);
            var sum = ByteBuffer.wrap(sha.digest());
            return new Digest(sum.getLong(), sum.getLong(), sum.getLong(), sum.getLong());
        }
    }

    /// The caller that a token names, the signature that was verified, how often the keys had changed before its
    /// verification, and the approximate size of all of it in bytes.
    private record Checked(Caller caller, byte[] signature, long changes, int bytes) {}

    /// Trusts a set of keys.
    public TokenVerifier(KeySet keys, CallerConfig config, Clock clock) {
        this(keys, config, clock, CACHED_BYTES);
    }

    TokenVerifier(KeySet keys, CallerConfig config, Clock clock, long cachedBytes) {
        this.keys = keys;
        this.claims = new Claims(config, clock);
        this.checked = Caffeine.newBuilder()
                .maximumWeight(cachedBytes)
                .<Digest, Checked>weigher((digest, entry) -> entry.bytes())
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
        int end = TokenForm.check(token);
        keys.refresh();
        long now = changes.get();
        byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
        Digest digest = Digest.of(bytes, end);
        byte[] signature = Arrays.copyOfRange(bytes, end, bytes.length);
        Checked known = checked.getIfPresent(digest);
        if (known != null && known.changes() == now && MessageDigest.isEqual(known.signature(), signature)) {
            claims.checkTime(known.caller().expireTime());
            return known.caller();
        }
        Caller caller = check(token);
        checked.put(digest, new Checked(caller, signature, now, ENTRY_BYTES + bytes.length));
        return caller;
    }

    /// Returns how many tokens are cached.
    long cached() {
        checked.cleanUp();
        return checked.estimatedSize();
    }

    private Caller check(String token) {
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
