package dev.parley.platform.caller;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Accepts a fresh token if the verifier does and it is of the same caller.
@Singleton
final class VerifiedRenewal implements TokenRenewal {

    private final TokenVerifier verifier;

    VerifiedRenewal(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
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
