package dev.parley.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Sends a token with each call, as `authorization: Bearer …`, and optionally the user whom a service acts
/// for.
///
/// Each call asks the supplier for the token, so a renewed token is used immediately. An expensive supplier
/// should cache.
public final class TokenCredentials extends CallCredentials {

    /// The metadata that carries the token.
    public static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /// The metadata that carries the user, `usr_…`, whom a service with the scope `act-as-user` acts for.
    public static final Metadata.Key<String> ON_BEHALF_OF =
            Metadata.Key.of("parley-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<String> token;
    private final Optional<String> user;

    /// Sends the supplied token.
    public TokenCredentials(Supplier<String> token) {
        this(token, Optional.empty());
    }

    private TokenCredentials(Supplier<String> token, Optional<String> user) {
        this.token = token;
        this.user = user;
    }

    /// Always sends the same token.
    public static TokenCredentials of(String token) {
        return new TokenCredentials(() -> token);
    }

    /// Returns the same credentials, acting for a user, `usr_…`.
    public TokenCredentials actingFor(String userId) {
        return new TokenCredentials(token, Optional.of(userId));
    }

    @Override
    public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        try {
            headers.put(AUTHORIZATION, "Bearer " + token.get());
        } catch (RuntimeException failure) {
            applier.fail(Status.UNAUTHENTICATED
                    .withDescription("The caller's own token could not be obtained.")
                    .withCause(failure));
            return;
        }
        user.ifPresent(id -> headers.put(ON_BEHALF_OF, id));
        applier.apply(headers);
    }
}
