package dev.parley.platform.caller;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Admits a call if its token is valid and the RPC's rule allows its caller, and puts the [Caller] into the
/// context. The certificate of a connection may identify a service that sends no token. Denies by default; only health
/// and reflection are open to everybody.
@Singleton
public final class AccessInterceptor implements ServerInterceptor {

    /// The scope that lets a service act for a user.
    public static final String ACT_AS_USER = "act-as-user";

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> ON_BEHALF_OF =
            Metadata.Key.of("parley-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";
    private static final Set<String> OPEN = Set.of(
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private final TokenVerifier verifier;
    private final CertificateCallers certified;
    private final AccessRules rules = new AccessRules();

    /// Trusts the keys that the verifier trusts, and certificates of these callers.
    public AccessInterceptor(TokenVerifier verifier, CertificateCallers certified) {
        this.verifier = verifier;
        this.certified = certified;
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var method = call.getMethodDescriptor();
        if (OPEN.contains(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        Caller caller = callerOf(call, headers);
        rules.check(method, caller);
        return Contexts.interceptCall(caller.into(Context.current()), call, headers, next);
    }

    private Caller callerOf(ServerCall<?, ?> call, Metadata headers) {
        String authorization = only(headers, AUTHORIZATION);
        Caller caller = authorization == null
                ? certified.find(call.getAttributes()).orElseThrow(AccessInterceptor::noToken)
                : ofToken(authorization);
        String user = only(headers, ON_BEHALF_OF);
        return user == null ? caller : acting(caller, user);
    }

    private Caller ofToken(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw noToken();
        }
        return verifier.verify(authorization.substring(BEARER.length()).trim());
    }

    private static ProblemException noToken() {
        return new CredentialsInvalid("The call has no bearer token.").exception();
    }

    /// Returns the value of a header, or null. Of two values a proxy could have checked the other one.
    private static @Nullable String only(Metadata headers, Metadata.Key<String> key) {
        Iterable<String> all = headers.getAll(key);
        if (all == null) {
            return null;
        }
        var values = all.iterator();
        String first = values.next();
        if (values.hasNext()) {
            throw new CredentialsInvalid("The metadata " + key.name() + " occurs more than once.").exception();
        }
        return first;
    }

    private static Caller acting(Caller caller, String user) {
        if (!UserId.isValid(user)) {
            throw new CredentialsInvalid("The metadata parley-on-behalf-of is not a user id.").exception();
        }
        if (caller.service().isEmpty() || !caller.hasScope(ACT_AS_USER)) {
            throw new ScopeMissing("a service with the scope " + ACT_AS_USER).exception();
        }
        return caller.actingFor(new UserId(user));
    }
}
