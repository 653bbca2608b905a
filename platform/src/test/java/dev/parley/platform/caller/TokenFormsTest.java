package dev.parley.platform.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A token has one form, and is cached once.
class TokenFormsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// The order of the curve P-256.
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    @TempDir
    private Path directory;

    private final SigningKey key = SigningKey.generate();
    private final TokenMint mint = new TokenMint(key, "parley", "parley", Clock.systemUTC());
    private final String token = mint.user("usr_alice", "participant", HOUR);
    private TokenVerifier verifier;

    @BeforeEach
    void trust() throws IOException {
        Path jwks = Files.writeString(directory.resolve("jwks.json"), key.toJwks());
        verifier = new TokenVerifier(new JwksFile(jwks), config(), Clock.systemUTC());
    }

    private static CallerConfig config() {
        return new CallerConfig("unused", "parley", "parley", Duration.ZERO, List.of("ES256", "RS256"));
    }

    private void refused(String form) {
        var problem = Assertions.catchThrowableOfType(ProblemException.class, () -> verifier.verify(form));
        assertThat(problem).as(form).isNotNull();
        assertThat(problem.problem()).as(form).isInstanceOf(CredentialsInvalid.class);
        assertThat(problem.getMessage()).as(form).doesNotContain("eyJ");
    }

    @Test
    void otherFormsOfATokenAreRefused() {
        assertThat(verifier.verify(token).user()).isPresent();
        int signature = token.lastIndexOf('.') + 1;
        for (String added : List.of("~", "~~~~", "!!!!", "=", "==", " ", "\n", ".", "é", "A", "AA", "AAA", "AAAA")) {
            refused(token + added);
            refused(added + token);
            refused(token.substring(0, signature) + added + token.substring(signature));
            refused(token.substring(0, signature + 9) + added + token.substring(signature + 9));
        }
        refused(token.replace('_', '/').replace('-', '+') + "/");
        refused(token.substring(0, signature - 1));
        refused(token.substring(0, signature));
        refused(token.substring(token.indexOf('.')));
        refused("..");
        refused("");
        assertThat(verifier.cached()).isEqualTo(1);
    }

    @Test
    void bitsThatBelongToNoByteMustBeZero() {
        int last = DIGITS.indexOf(token.charAt(token.length() - 1));
        for (int bits = 1; bits < 16; bits++) {
            refused(token.substring(0, token.length() - 1) + DIGITS.charAt(last | bits));
        }
    }

    @Test
    void longTokenIsRefusedBeforeItIsVerified() {
        String scope = "x".repeat(1_000);
        assertThat(verifier.verify(mint.service("bff", List.of(scope), HOUR)).hasScope(scope))
                .isTrue();
        refused(mint.service("bff", List.of("x".repeat(1_500)), HOUR));
    }

    @Test
    void secondFormOfASignatureIsCachedInPlaceOfTheFirst() {
        String other = otherSignature();
        assertThat(other).isNotEqualTo(token);
        for (int round = 0; round < 3; round++) {
            assertThat(verifier.verify(token)).isEqualTo(verifier.verify(other));
        }
        assertThat(verifier.cached()).isEqualTo(1);
    }

    @Test
    void cachedTokenDoesNotAdmitAnotherSignature() {
        verifier.verify(token);
        int signature = token.lastIndexOf('.') + 1;
        for (int place = signature; place < token.length() - 1; place++) {
            char changed = token.charAt(place) == 'A' ? 'B' : 'A';
            refused(token.substring(0, place) + changed + token.substring(place + 1));
        }
        assertThat(verifier.verify(token).user()).isPresent();
    }

    /// An ECDSA signature (r, s) is as valid as (r, n - s).
    private String otherSignature() {
        int begin = token.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(begin));
        byte[] other = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        Arrays.fill(signature, 32, 64, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, signature, 64 - length, length);
        return token.substring(0, begin)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    @Test
    void cacheIsBoundedBySize() {
        var small =
                new TokenVerifier(new JwksFile(directory.resolve("jwks.json")), config(), Clock.systemUTC(), 50_000);
        for (int i = 0; i < 200; i++) {
            small.verify(mint.service("bff", List.of("x".repeat(500) + i), HOUR));
        }
        assertThat(small.cached()).isBetween(10L, 50L);
    }

    @Test
    void subjectsThatAreNoCallersAreRefused() throws Exception {
        for (String subject : List.of(
                "",
                "alice",
                "usr_",
                "usr_a b",
                "usr_ä",
                "usr_" + "x".repeat(61),
                "USR_alice",
                " usr_alice",
                "usr_alice\n",
                "usr_alice,usr_bob",
                "service:",
                "service:Booking",
                "service:-a",
                "service:a b",
                "service:" + "x".repeat(64),
                "thr_1")) {
            refused(mint.sign(subject, List.of(), "admin", HOUR));
        }
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        Path jwks = Files.writeString(directory.resolve("rsa.json"), new JWKSet(rsa.toPublicJWK()).toString());
        verifier = new TokenVerifier(new JwksFile(jwks), config(), Clock.systemUTC());
        assertThat(verifier.verify(withSubject(rsa, "usr_alice")).user()).isPresent();
        for (Object subject : new Object[] {null, 7, true, List.of("usr_alice"), java.util.Map.of("id", "usr_alice")}) {
            refused(withSubject(rsa, subject));
        }
    }

    private static String withSubject(RSAKey key, Object subject) throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .issuer("parley")
                .audience("parley")
                .claim("sub", subject)
                .expirationTime(Date.from(Instant.now().plus(HOUR)));
        var signed = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        signed.sign(new RSASSASigner(key));
        return signed.serialize();
    }
}
