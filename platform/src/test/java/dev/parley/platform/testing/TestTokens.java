package dev.parley.platform.testing;

import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// Creates the tokens that tests call with. All services under test in a JVM trust the same key.
public final class TestTokens {

    /// The issuer that services under test trust.
    public static final String ISSUER = "parley";

    /// The audience of services under test.
    public static final String AUDIENCE = "parley";

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Path KEYS = makeDirectory();
    private static final SigningKey KEY = SigningKey.open(KEYS);
    private static final TokenMint MINT = new TokenMint(KEY, ISSUER, AUDIENCE, Clock.systemUTC());

    private TestTokens() {}

    /// Returns the directory with the key and the JWKS that services under test trust.
    public static Path keyDirectory() {
        return KEYS;
    }

    /// Returns a valid token of a user.
    public static String user(String userId) {
        return MINT.user(userId, "participant", LIFETIME);
    }

    /// Returns a valid token of a user with a role.
    public static String user(String userId, String role) {
        return MINT.user(userId, role, LIFETIME);
    }

    /// Returns a valid token of a service.
    public static String service(String name, String... scopes) {
        return MINT.service(name, List.of(scopes), LIFETIME);
    }

    /// Returns a token that expires after a duration.
    public static String endingAfter(String userId, Duration lifetime) {
        return MINT.user(userId, "participant", lifetime);
    }

    /// Returns a token that is valid except for its key, which nobody trusts.
    public static String foreign(String userId) {
        var mint = new TokenMint(SigningKey.generate(), ISSUER, AUDIENCE, Clock.systemUTC());
        return mint.user(userId, "participant", LIFETIME);
    }

    /// Returns a token that expired an hour ago.
    public static String expired(String userId) {
        Clock past = Clock.fixed(Instant.now().minus(LIFETIME.multipliedBy(2)), ZoneOffset.UTC);
        return new TokenMint(KEY, ISSUER, AUDIENCE, past).user(userId, "participant", LIFETIME);
    }

    /// Returns a token for another audience.
    public static String wrongAudience(String userId) {
        var mint = new TokenMint(KEY, ISSUER, "somebody-else", Clock.systemUTC());
        return mint.user(userId, "participant", LIFETIME);
    }

    /// Returns a token of another issuer, signed with our key.
    public static String wrongIssuer(String userId) {
        var mint = new TokenMint(KEY, "somebody-else", AUDIENCE, Clock.systemUTC());
        return mint.user(userId, "participant", LIFETIME);
    }

    private static Path makeDirectory() {
        try {
            Path directory = Files.createTempDirectory("parley-test-keys");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
