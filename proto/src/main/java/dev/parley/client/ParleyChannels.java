package dev.parley.client;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Opens channels to Parley with suitable settings: keepalive, retries of `UNAVAILABLE` only, a deadline for
/// each unary call that has none, and a maximum message size.
///
/// A target is `host:port`, several of these separated by commas, or any target with a scheme that gRPC resolves,
/// such as `dns:///messages.internal:50051`. Calls go to all addresses in turn, and to the others while one is down.
///
/// Uses the shaded Netty, which does not conflict with the caller's own Netty. A channel is expensive to open
/// and safe to share between threads: open one for each target, and shut it down at the end.
public final class ParleyChannels {

    /// The deadline of a unary call that sets none.
    public static final Duration STANDARD_DEADLINE = Duration.ofSeconds(10);

    /// The largest message that a client accepts. A history page of 100 messages with the maximum of 10,000
    /// characters fits.
    public static final int MAX_INBOUND_BYTES = 8 * 1024 * 1024;

    private static final Duration KEEP_ALIVE_TIME = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

    /// Shorter than the time after which servers end connections without a call. A channel that balances its calls
    /// would open them again at once.
    private static final Duration IDLE = Duration.ofSeconds(50);

    private ParleyChannels() {}

    /// Opens a channel without transport security. Throws `IllegalArgumentException` for a text that is no target.
    /// Use it on one machine, and on networks that are secured at a lower layer.
    public static ManagedChannel plaintext(String target) {
        return open(configure(builder(target).usePlaintext(), STANDARD_DEADLINE));
    }

    /// Opens a channel with TLS that trusts the certificate authorities of the machine. Throws as [#plaintext] does.
    public static ManagedChannel secure(String target) {
        return open(configure(builder(target).useTransportSecurity(), STANDARD_DEADLINE));
    }

    /// Opens a channel with these credentials: a `TlsChannelCredentials` with the certificate authorities to
    /// trust, and with the certificate to present to a server that asks for one. Throws as [#plaintext] does.
    public static ManagedChannel secure(String target, ChannelCredentials credentials) {
        return open(configure(builder(target, credentials), STANDARD_DEADLINE));
    }

    /// Throws `IllegalArgumentException`, with one sentence, for a text that is no target.
    public static void check(String target) {
        Target.of(target);
    }

    /// Creates a builder with TLS on and no other settings, for callers that bring their own roots or
    /// certificates. Throws as [#plaintext] does.
    public static NettyChannelBuilder builder(String target) {
        return keptAlive(NettyChannelBuilder.forTarget(Target.of(target)));
    }

    /// Creates a builder with these credentials and no other settings. Throws as [#plaintext] does.
    public static NettyChannelBuilder builder(String target, ChannelCredentials credentials) {
        return keptAlive(NettyChannelBuilder.forTarget(Target.of(target), credentials));
    }

    private static NettyChannelBuilder keptAlive(NettyChannelBuilder builder) {
        return builder.keepAliveTime(KEEP_ALIVE_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .idleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true);
    }

    /// Adds retries, the deadline and the maximum message size to a builder of any transport.
    public static <B extends ManagedChannelBuilder<B>> B configure(B builder, Duration deadline) {
        return builder.defaultServiceConfig(RetryPolicy.serviceConfig())
                .enableRetry()
                .maxInboundMessageSize(MAX_INBOUND_BYTES)
                .intercept(new DeadlineInterceptor(deadline));
    }

    /// Opens the channel of a builder. While it reaches none of its addresses, it tries to connect again each
    /// second, so that calls work within about a second after the server has come back. A channel that is built
    /// otherwise backs off for up to two minutes.
    public static ManagedChannel open(ManagedChannelBuilder<?> builder) {
        return Reconnection.of(builder.build());
    }

    /// Creates an interceptor that gives each call these credentials, unless the call has its own.
    public static ClientInterceptor credentials(CallCredentials credentials) {
        return new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                boolean own = options.getCredentials() != null;
                return next.newCall(method, own ? options : options.withCallCredentials(credentials));
            }
        };
    }
}
