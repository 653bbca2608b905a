package dev.parley.platform.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.parley.id.UserId;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of an identity provider: keys at a URL, and algorithms and types other than those of our own mint.
class IdentityProviderTest {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final MutableClock clock = new MutableClock(NOW);
    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();
    private final AtomicReference<String> served = new AtomicReference<>(first.toJwks());

    @TempDir
    private Path directory;

    private HttpServer server;
    private String url;

    @BeforeEach
    void serve() throws IOException {
        serve(0);
    }

    private void serve(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/jwks.json", exchange -> {
            byte[] body = served.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void keysComeFromAUrl() {
        var verifier = new TokenVerifier(new JwksUrl(url), config(Duration.ZERO), clock);

        assertThat(verifier.verify(mint(first).user("usr_alice", "participant", HOUR))
                        .user())
                .contains(new UserId("usr_alice"));
        assertThat(problemOf(verifier, mint(second).user("usr_alice", "participant", HOUR)))
                .isInstanceOf(CredentialsInvalid.class);

        server.stop(0);
        var unreachable = new TokenVerifier(new JwksUrl(url), config(Duration.ZERO), clock);
        assertThat(problemOf(unreachable, mint(first).user("usr_alice", "participant", HOUR)))
                .isInstanceOf(DependencyUnavailable.class);
    }

    /// Many calls fail while the provider is away, and then they succeed within five seconds.
    @Test
    void callsSucceedSoonAfterTheProviderIsBack() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        var verifier = new TokenVerifier(new JwksUrl(url), config(Duration.ZERO), clock);
        String token = mint(first).user("usr_alice", "participant", HOUR);
        for (int call = 0; call < 10; call++) {
            assertThat(problemOf(verifier, token)).isInstanceOf(DependencyUnavailable.class);
        }
        serve(port);
        Awaitility.await().atMost(5, TimeUnit.SECONDS).ignoreExceptions().until(() -> verifier.verify(token) != null);
    }

    @Test
    void healthSaysWhetherTheKeysCanBeFetched() throws IOException {
        int port = server.getAddress().getPort();
        var keys = new JwksUrl(url, Duration.ofMillis(300));
        keys.check();
        var check = new JwksCheck(keys);
        assertThat(check.name()).isEqualTo("jwks");
        assertThat(check.isServing()).isTrue();

        server.stop(0);
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !check.isServing());
        assertThat(check.isNeeded()).as("while the last keys are in use").isFalse();
        var without = new JwksCheck(new JwksUrl(url));
        assertThat(without.isServing()).isFalse();
        assertThat(without.isNeeded()).isTrue();

        serve(port);
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(check::isServing);
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(without::isServing);
        assertThat(without.isNeeded()).isFalse();
    }

    @Test
    void healthSaysWhetherTheFileOfKeysCanBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), first.toJwks());
        var check = new JwksCheck(new JwksFile(file));
        assertThat(check.isServing()).isTrue();
        Files.writeString(file, "{\"keys\": []}");
        Awaitility.await().until(() -> !check.isServing());
        assertThat(check.isNeeded()).isFalse();
        Files.writeString(file, second.toJwks());
        Awaitility.await().until(check::isServing);
        Files.delete(file);
        Awaitility.await().until(() -> !check.isServing());
    }

    @Test
    void removedKeyIsRefusedSoon() {
        var keys = new JwksUrl(url, Duration.ofMillis(300));
        var verifier = new TokenVerifier(keys, config(Duration.ZERO), clock);
        String token = mint(first).user("usr_alice", "participant", HOUR);
        verifier.verify(token);

        served.set(second.toJwks());
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(problemOf(verifier, token)).isInstanceOf(CredentialsInvalid.class));
    }

    @Test
    void badKeySetIsNamedAtTheStart() throws IOException {
        new JwksUrl(url).check();
        for (String bad : List.of("<html>Not found</html>", "{}", "[]", "{\"keys\":[]}", "")) {
            served.set(bad);
            assertThatThrownBy(() -> new JwksUrl(url).check())
                    .as(bad)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(url);
            Path file = Files.writeString(directory.resolve("bad.json"), bad);
            assertThatThrownBy(() -> new JwksFile(file))
                    .as(bad)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("bad.json");
        }
        server.stop(0);
        new JwksUrl(url).check();
    }

    @Test
    void urlOfAnotherMachineMustBeHttps() {
        for (String url : List.of("http://keys.example/jwks", "http://127.0.0.1.example/jwks", "http://10.0.0.1/")) {
            assertThatThrownBy(() -> new JwksUrl(url))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("https:");
        }
        assertThat(new JwksUrl("https://keys.example/jwks").trust()).isLessThan(Duration.ofSeconds(30));
        assertThat(new JwksUrl("http://localhost:1/jwks").trust()).isPositive();
    }

    @Test
    void accessTokenOfAnIdentityProviderIsAccepted() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("rsa").generate();
        Path jwks = Files.writeString(directory.resolve("rsa.json"), new JWKSet(key.toPublicJWK()).toString());
        var verifier = new TokenVerifier(new JwksFile(jwks), config(Duration.ZERO), clock);

        assertThat(verifier.verify(signed(key, "at+jwt")).user()).contains(new UserId("usr_alice"));
        assertThat(verifier.verify(signed(key, "JWT")).user()).contains(new UserId("usr_alice"));
        assertThat(problemOf(verifier, signed(key, "logout+jwt"))).isInstanceOf(CredentialsInvalid.class);
    }

    @Test
    void symmetricAlgorithmsAreRefused() {
        for (String algorithm : List.of("HS256", "none", "ES257")) {
            assertThatThrownBy(() -> new CallerConfig("unused", "parley", "parley", Duration.ZERO, List.of(algorithm)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private String signed(RSAKey key, String type) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build();
        var claims = new JWTClaimsSet.Builder()
                .issuer("parley")
                .audience("parley")
                .subject("usr_alice")
                .expirationTime(Date.from(clock.instant().plus(HOUR)))
                .build();
        var token = new SignedJWT(header, claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static CallerConfig config(Duration skew) {
        return new CallerConfig("unused", "parley", "parley", skew, List.of("ES256", "RS256"));
    }

    private TokenMint mint(SigningKey key) {
        return new TokenMint(key, "parley", "parley", clock);
    }

    private static Problem problemOf(TokenVerifier verifier, String token) {
        return Assertions.catchThrowableOfType(ProblemException.class, () -> verifier.verify(token))
                .problem();
    }
}
