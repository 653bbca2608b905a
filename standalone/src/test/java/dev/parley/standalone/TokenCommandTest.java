package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenCommandTest {

    @TempDir
    private Path parent = Path.of("");

    @Test
    void printsOnlyTheTokenOfAUser() throws Exception {
        CommandRun run = token("--user", "usr_alice");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\R");
        SignedJWT token = SignedJWT.parse(run.out().strip());
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("usr_alice");
        assertThat(claims.getIssuer()).isEqualTo("parley");
        assertThat(claims.getAudience()).containsExactly("parley");
        assertThat(claims.getStringClaim("role")).isEqualTo("participant");
        assertThat(claims.getStringClaim("scope")).isNull();
        var lifetime = Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
        assertThat(lifetime).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void signsWithTheKeyWhosePublicHalfIsInTheDataDirectory() throws Exception {
        SignedJWT token = SignedJWT.parse(token("--user", "usr_alice").out().strip());
        JWKSet keys = JWKSet.load(dataDir().resolve("keys/jwks.json").toFile());
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertThat(key.isPrivate()).isFalse();
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
    }

    @Test
    void onlyTheOwnerCanReadThePrivateKey() throws IOException {
        token("--user", "usr_alice");
        var permissions = Files.getPosixFilePermissions(dataDir().resolve("keys/signing-key.json"));
        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"participant", "moderator", "operator", "admin"})
    void givesAUserARole(String role) throws Exception {
        var claims = SignedJWT.parse(
                        token("--user", "usr_mona", "--role", role).out().strip())
                .getJWTClaimsSet();
        assertThat(claims.getStringClaim("role")).isEqualTo(role);
    }

    @Test
    void givesAServiceItsScopes() throws Exception {
        CommandRun run = token("--service", "bff", "--scope", "act-as-user,thread.policy", "--scope", "thread.open");
        var claims = SignedJWT.parse(run.out().strip()).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("service:bff");
        assertThat(claims.getStringClaim("scope")).isEqualTo("act-as-user thread.policy thread.open");
        assertThat(claims.getStringClaim("role")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                               | either a user",
                "--user usr_a --service bff       | either a user",
                "--user alice                     | 'alice'",
                "--user usr_                      | 'usr_'",
                "--user usr_ä                     | 'usr_ä'",
                "--user usr_a --role boss         | 'boss'",
                "--user usr_a --scope act-as-user | no --scope",
                "--service BFF                    | 'BFF'",
                "--service bff --role admin       | no --role",
                "--service bff --scope a,B        | 'B'",
                "--user usr_a --colour red        | --colour",
                "--user usr_a --ttl 0s            | '0s'",
                "--user usr_a --ttl 31d           | '31d'",
                "--user usr_a --ttl PT1H          | 'PT1H'",
            })
    void refusesWrongArgumentsInOneSentence(String arguments, String named) {
        CommandRun run = token(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains(named);
        assertThat(dataDir()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "15m, 900", "2h, 7200", "30d, 2592000"})
    void aTokenIsValidForTheRequestedTime(String ttl, long seconds) throws Exception {
        var claims = SignedJWT.parse(
                        token("--user", "usr_alice", "--ttl", ttl).out().strip())
                .getJWTClaimsSet();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void acceptsTheLongestUserIdAndNoLonger() {
        assertThat(token("--user", "usr_" + "x".repeat(60)).exit()).isZero();
        assertThat(token("--user", "usr_" + "x".repeat(61)).exit()).isEqualTo(2);
    }

    @Test
    void reportsADamagedKey() throws IOException {
        Files.createDirectories(dataDir().resolve("keys"));
        Files.writeString(dataDir().resolve("keys/signing-key.json"), "{}");
        CommandRun run = token("--user", "usr_alice");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("damaged");
    }

    @Test
    void concurrentProcessesShareOneKey() throws Exception {
        var running = new ArrayList<Process>();
        for (int process = 0; process < 2; process++) {
            running.add(
                    java("token", "--user", "usr_alice", "--data-dir", dataDir().toString()));
        }
        Set<String> keys = new HashSet<>();
        for (Process process : running) {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            keys.add(SignedJWT.parse(out.strip()).getHeader().getKeyID());
        }
        assertThat(keys).hasSize(1);
    }

    private CommandRun token(String... arguments) {
        var all = new ArrayList<>(List.of("token", "--data-dir", dataDir().toString()));
        all.addAll(List.of(arguments));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /// Does not exist yet.
    private Path dataDir() {
        return parent.resolve("data dir");
    }

    private static Process java(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParleyCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
