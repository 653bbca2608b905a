package dev.parley.platform.caller;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import io.grpc.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The caller of the current RPC: a user, a service, or a service that acts for a user.
///
/// @param user the acting user; absent if a service calls on its own behalf
/// @param service the calling service; absent if a user calls with a token of their own
/// @param scopes the scopes of the token
/// @param kinds every kind of caller that this one is; a service that acts for a user counts only as that
/// user
/// @param expireTime token expiry plus allowed skew; everything opened with the token ends then
public record Caller(
        Optional<UserId> user,
        Optional<String> service,
        Set<String> scopes,
        Set<CallerKind> kinds,
        Instant expireTime) {

    private static final Context.Key<Caller> KEY = Context.key("parley-caller");

    /// Copies the sets.
    public Caller {
        scopes = Set.copyOf(scopes);
        kinds = Set.copyOf(kinds);
    }

    /// Returns the caller of the call that the current gRPC context belongs to. Throws
    /// `IllegalStateException` outside a call.
    public static Caller current() {
        Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("There is no caller: this code does not run inside an RPC.");
        }
        return caller;
    }

    /// Returns the same; empty outside a call, and in a call that needs no token.
    public static Optional<Caller> find() {
        return Optional.ofNullable(KEY.get());
    }

    /// Returns the acting user. Throws `ScopeMissing` if a service calls without acting for a user.
    public UserId actingUser() {
        return user.orElseThrow(() -> new ScopeMissing("a user").exception());
    }

    /// Whether the caller is of a kind.
    public boolean is(CallerKind kind) {
        return kinds.contains(kind);
    }

    /// Whether the token carries a scope.
    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }

    /// Returns a context in which this is the current caller.
    public Context into(Context context) {
        return context.withValue(KEY, this);
    }

    /// Returns the same service acting for a user: it counts as that user, without any role.
    Caller actingFor(UserId userId) {
        return new Caller(Optional.of(userId), service, scopes, Set.of(CallerKind.CALLER_KIND_USER), expireTime);
    }
}
