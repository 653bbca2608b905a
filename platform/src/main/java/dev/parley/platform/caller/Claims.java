package dev.parley.platform.caller;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.access.v1.CallerKind;
import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.ProblemException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks the claims of a token and creates the caller from them.
final class Claims {

    private static final Pattern SERVICE = Pattern.compile(ClaimNames.SERVICE_PREFIX + "[a-z][a-z0-9-]{0,62}");
    private static final Pattern SPACES = Pattern.compile(" +");

    private final CallerConfig config;
    private final Clock clock;

    Claims(CallerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    void check(JWTClaimsSet claims) {
        if (!config.issuer().equals(claims.getIssuer())) {
            throw invalid("The token is from another issuer.");
        }
        if (!claims.getAudience().contains(config.audience())) {
            throw invalid("The token is for another audience.");
        }
        checkTime(expireTime(claims));
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && clock.instant().plus(config.clockSkew()).isBefore(notBefore.toInstant())) {
            throw invalid("The token is not valid yet.");
        }
    }

    /// Throws if the time has passed.
    void checkTime(Instant expireTime) {
        if (!clock.instant().isBefore(expireTime)) {
            throw invalid("The token has expired.");
        }
    }

    Caller caller(JWTClaimsSet claims) {
        String subject = claims.getSubject() == null ? "" : claims.getSubject();
        Instant expireTime = expireTime(claims);
        Set<String> scopes = scopes(string(claims, ClaimNames.SCOPE));
        if (UserId.isValid(subject)) {
            var user = Optional.of(new UserId(subject));
            return new Caller(user, Optional.empty(), scopes, kinds(string(claims, ClaimNames.ROLE)), expireTime);
        }
        if (SERVICE.matcher(subject).matches()) {
            String name = subject.substring(ClaimNames.SERVICE_PREFIX.length());
            var kinds = Set.of(CallerKind.CALLER_KIND_SERVICE);
            return new Caller(Optional.empty(), Optional.of(name), scopes, kinds, expireTime);
        }
        throw invalid("The subject of the token is neither a user nor a service.");
    }

    /// An admin is both a moderator and an operator. An unknown role grants nothing.
    private static Set<CallerKind> kinds(String role) {
        var kinds = EnumSet.of(CallerKind.CALLER_KIND_USER);
        if (role.equals("moderator") || role.equals("admin")) {
            kinds.add(CallerKind.CALLER_KIND_MODERATOR);
        }
        if (role.equals("operator") || role.equals("admin")) {
            kinds.add(CallerKind.CALLER_KIND_OPERATOR);
        }
        return kinds;
    }

    private static Set<String> scopes(String text) {
        return text.isBlank()
                ? Set.of()
                : Set.copyOf(SPACES.splitAsStream(text.trim()).toList());
    }

    /// The time includes the allowed skew, so that a feed does not end while calls with the same token still
    /// succeed.
    private Instant expireTime(JWTClaimsSet claims) {
        Date end = claims.getExpirationTime();
        if (end == null) {
            throw invalid("The token has no exp.");
        }
        return end.toInstant().plus(config.clockSkew());
    }

    private static String string(JWTClaimsSet claims, String name) {
        try {
            String value = claims.getStringClaim(name);
            return value == null ? "" : value;
        } catch (ParseException malformed) {
            throw invalid("The claim " + name + " of the token is not a text.");
        }
    }

    private static ProblemException invalid(String why) {
        return new CredentialsInvalid(why).exception();
    }
}
