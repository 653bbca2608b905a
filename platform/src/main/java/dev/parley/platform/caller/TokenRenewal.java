package dev.parley.platform.caller;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Replaces the token of an open stream.
@Singleton
public final class TokenRenewal {

    private final TokenVerifier verifier;

    /// Accepts the tokens that the verifier accepts.
    public TokenRenewal(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /// Returns the same caller with a fresh token. Throws `CredentialsInvalid` for an invalid token and for one of
    /// another user or service, `ScopeMissing` if a service may no longer act for users, and
    /// `DependencyUnavailable` if the keys cannot be fetched. Blocks.
    public Caller renew(Caller opened, String token) {
        Caller fresh = verifier.verify(token);
        boolean ofService = opened.service().isPresent();
        if (!fresh.service().equals(opened.service())
                || !ofService && !fresh.user().equals(opened.user())) {
            throw new CredentialsInvalid("The new token is of another caller.").exception();
        }
        if (!ofService) {
            return fresh;
        }
        if (!fresh.hasScope(AccessInterceptor.ACT_AS_USER)) {
            throw new ScopeMissing("a service with the scope " + AccessInterceptor.ACT_AS_USER).exception();
        }
        Optional<UserId> user = opened.user();
        return user.map(fresh::actingFor).orElse(fresh);
    }
}
