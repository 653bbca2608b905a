package dev.parley.platform.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.platform.caller.ClaimNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/// Signs tokens, for installations that have no identity provider, and for tests.
public final class TokenMint {

    private final SigningKey key;
    private final JWSSigner signer;
    private final String issuer;
    private final String audience;
    private final Clock clock;

    /// Signs with a key, for an issuer and an audience.
    public TokenMint(SigningKey key, String issuer, String audience, Clock clock) {
        this.key = key;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
        try {
            signer = new ECDSASigner(key.key());
        } catch (JOSEException unusable) {
            throw new IllegalStateException("The signing key does not support ES256", unusable);
        }
    }

    /// Returns a token of a user, `usr_…`, with the role `participant`, `moderator`, `operator` or `admin`.
    public String user(String userId, String role, Duration lifetime) {
        return sign(userId, List.of(), role, lifetime);
    }

    /// Returns a token of a service with scopes, such as `act-as-user` or `thread.policy`.
    public String service(String name, Collection<String> scopes, Duration lifetime) {
        return sign(ClaimNames.SERVICE_PREFIX + name, scopes, "", lifetime);
    }

    /// Returns a token of any subject; an empty role is omitted.
    public String sign(String subject, Collection<String> scopes, String role, Duration lifetime) {
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)));
        if (!scopes.isEmpty()) {
            claims.claim(ClaimNames.SCOPE, String.join(" ", scopes));
        }
        if (!role.isEmpty()) {
            claims.claim(ClaimNames.ROLE, role);
        }
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.key().getKeyID())
                .build();
        var token = new SignedJWT(header, claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException unusable) {
            throw new IllegalStateException("The token could not be signed", unusable);
        }
        return token.serialize();
    }
}
