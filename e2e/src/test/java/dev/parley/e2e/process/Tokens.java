package dev.parley.e2e.process;

import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The tokens of an installation, signed with its own key, and some that are wrong in exactly one respect.
public final class Tokens {

    private static final String WE = "parley";
    private static final String PARTICIPANT = "participant";
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final SigningKey key;
    private final Map<String, String> users = new ConcurrentHashMap<>();

    private Tokens(SigningKey key) {
        this.key = key;
    }

    /// Returns those of the installation whose keys are in this folder.
    public static Tokens in(Path keyDirectory) {
        return new Tokens(SigningKey.open(keyDirectory));
    }

    /// Returns a token of a user, the same for each call.
    public String user(String userId) {
        return users.computeIfAbsent(userId, id -> mint(key, WE).user(id, PARTICIPANT, LIFETIME));
    }

    /// Returns a token of a user with a role.
    public String user(String userId, String role) {
        return mint(key, WE).user(userId, role, LIFETIME);
    }

    /// Returns a token of a service.
    public String service(String name, String... scopes) {
        return mint(key, WE).service(name, List.of(scopes), LIFETIME);
    }

    /// Returns tokens of a user that are valid except in one respect, by what is wrong with them.
    public Map<String, String> wrongOfUser(String userId) {
        return wrong(mint -> mint.user(userId, "admin", LIFETIME));
    }

    /// Returns tokens of a service that are valid except in one respect, by what is wrong with them.
    public Map<String, String> wrongOfService(String name, String... scopes) {
        return wrong(mint -> mint.service(name, List.of(scopes), LIFETIME));
    }

    /// Returns tokens, well-formed and malformed, whose subjects cannot exist.
    public Map<String, String> ofNobody(String... scopes) {
        List<String> all = List.of(scopes);
        return Map.of(
                "a user id without its prefix", mint(key, WE).sign("alice", all, "admin", LIFETIME),
                "a service with a capital", mint(key, WE).sign("service:Booking", all, "", LIFETIME),
                "a service without a name", mint(key, WE).sign("service:", all, "", LIFETIME),
                "nonsense", "no.token.atall");
    }

    private Map<String, String> wrong(Function<TokenMint, String> sign) {
        Clock past = Clock.fixed(Instant.now().minus(LIFETIME.multipliedBy(2)), ZoneOffset.UTC);
        return Map.of(
                "a foreign key", sign.apply(mint(SigningKey.generate(), WE)),
                "expired", sign.apply(new TokenMint(key, WE, WE, past)),
                "another audience", sign.apply(mint(key, "somebody-else")),
                "another issuer", sign.apply(new TokenMint(key, "somebody-else", WE, Clock.systemUTC())),
                "a changed signature", changed(sign.apply(mint(key, WE))));
    }

    private static String changed(String token) {
        int signature = token.lastIndexOf('.') + 1;
        char first = token.charAt(signature);
        return token.substring(0, signature) + (first == 'A' ? 'B' : 'A') + token.substring(signature + 1);
    }

    private static TokenMint mint(SigningKey key, String audience) {
        return new TokenMint(key, WE, audience, Clock.systemUTC());
    }
}
