package dev.parley.platform.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.parley.id.UserId;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();

    @Test
    void expiryHonoursTheSkew() throws IOException {
        String token = mint(first).user("usr_alice", "participant", Duration.ofMinutes(1));
        TokenVerifier strict = verifier(write(first), Duration.ZERO);
        TokenVerifier lenient = verifier(write(first), Duration.ofSeconds(30));

        clock.advance(Duration.ofSeconds(59));
        assertThat(strict.verify(token).user()).contains(new UserId("usr_alice"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(problemOf(strict, token)).isEqualTo(new CredentialsInvalid("The token has expired."));
        clock.advance(Duration.ofSeconds(29));
        assertThat(lenient.verify(token).expireTime()).isEqualTo(Instant.parse("2026-11-01T10:01:30Z"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(problemOf(lenient, token)).isInstanceOf(CredentialsInvalid.class);
    }

    @Test
    void rotatedKeyIsPickedUpAndTheOldOneDropped() throws IOException {
        Path jwks = write(first);
        TokenVerifier verifier = verifier(jwks, Duration.ZERO);
        String old = mint(first).user("usr_alice", "participant", HOUR);
        String fresh = mint(second).user("usr_alice", "participant", HOUR);
        verifier.verify(old);
        assertThat(problemOf(verifier, fresh)).isInstanceOf(CredentialsInvalid.class);

        write(first, second);
        await(() -> verifier.verify(fresh));
        verifier.verify(old);

        write(second);
        await(() -> assertThat(problemOf(verifier, old)).isInstanceOf(CredentialsInvalid.class));
        verifier.verify(fresh);
    }

    @Test
    void tokenVerifiedWhileItsKeyIsRemovedIsNotCached() throws Exception {
        var keys = new SlowKeys(first);
        var verifier = new TokenVerifier(keys, config(Duration.ZERO), clock);
        String old = mint(first).user("usr_alice", "participant", HOUR);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var under = threads.submit(() -> verifier.verify(old));
            assertThat(keys.asked.await(20, TimeUnit.SECONDS)).isTrue();
            keys.replaceBy(second);
            keys.answered.countDown();
            under.get(20, TimeUnit.SECONDS);
        }
        assertThat(problemOf(verifier, old)).isInstanceOf(CredentialsInvalid.class);
    }

    @Test
    void damagedFileLeavesTheLastKeysInUse() throws IOException {
        Path jwks = write(first);
        var keys = new JwksFile(jwks);
        var verifier = new TokenVerifier(keys, config(Duration.ZERO), clock);
        Files.writeString(jwks, "{");

        String token = mint(first).user("usr_alice", "participant", HOUR);
        Awaitility.await()
                .during(1200, TimeUnit.MILLISECONDS)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> verifier.verify(token).user().isPresent());
    }

    /// Without any key nobody could call any longer.
    @Test
    void emptyFileLeavesTheLastKeysInUse() throws IOException {
        Path jwks = write(first);
        var verifier = new TokenVerifier(new JwksFile(jwks), config(Duration.ZERO), clock);
        Files.writeString(jwks, "{\"keys\":[]}");

        String token = mint(first).user("usr_alice", "participant", HOUR);
        Awaitility.await()
                .during(1200, TimeUnit.MILLISECONDS)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> verifier.verify(token).user().isPresent());
    }

    @Test
    void subjectThatIsNeitherUserNorServiceIsRefused() throws IOException {
        TokenVerifier verifier = verifier(write(first), Duration.ZERO);
        String subject = mint(first).sign("alice", List.of(), "", HOUR);

        assertThat(problemOf(verifier, subject))
                .isEqualTo(new CredentialsInvalid("The subject of the token is neither a user nor a service."));
    }

    @Test
    void missingFileIsReportedClearly() {
        assertThatThrownBy(() -> new JwksFile(directory.resolve("nowhere.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PARLEY_JWKS");
    }

    private TokenVerifier verifier(Path jwks, Duration skew) {
        return new TokenVerifier(new JwksFile(jwks), config(skew), clock);
    }

    private static CallerConfig config(Duration skew) {
        return new CallerConfig("unused", "parley", "parley", skew, List.of("ES256", "RS256"));
    }

    private TokenMint mint(SigningKey key) {
        return new TokenMint(key, "parley", "parley", clock);
    }

    private static JWKSet publicKeys(SigningKey... keys) {
        var all = new ArrayList<JWK>();
        for (SigningKey key : keys) {
            try {
                all.addAll(JWKSet.parse(key.toJwks()).getKeys());
            } catch (ParseException damaged) {
                throw new IllegalStateException(damaged);
            }
        }
        return new JWKSet(all);
    }

    private Path write(SigningKey... keys) throws IOException {
        Path fresh = directory.resolve("jwks.new");
        Files.writeString(fresh, publicKeys(keys).toString());
        return Files.move(fresh, directory.resolve("jwks.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    /// Keys that answer a lookup from before a change only after the change, with the old keys.
    private static final class SlowKeys implements KeySet {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answered = new CountDownLatch(1);
        private final List<Runnable> actions = new ArrayList<>();
        private volatile JWKSet keys;

        SlowKeys(SigningKey key) {
            keys = publicKeys(key);
        }

        void replaceBy(SigningKey key) {
            keys = publicKeys(key);
            actions.forEach(Runnable::run);
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public JWKSource<SecurityContext> source() {
            return (selector, context) -> {
                var found = selector.select(keys);
                asked.countDown();
                try {
                    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return found;
            };
        }

        @Override
        public void refresh() {
            // Tests change the keys with replaceBy.
        }

        @Override
        public Duration trust() {
            return HOUR;
        }

        @Override
        public void onChange(Runnable action) {
            actions.add(action);
        }
    }

    private static Problem problemOf(TokenVerifier verifier, String token) {
        return Assertions.catchThrowableOfType(ProblemException.class, () -> verifier.verify(token))
                .problem();
    }

    private static void await(Runnable check) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).ignoreExceptions().untilAsserted(check::run);
    }
}
