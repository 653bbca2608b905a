package dev.parley.platform.server;

import dev.parley.platform.feed.FeedConfig;
import dev.parley.platform.limit.CallLimits;
import dev.parley.platform.limit.ConnectionNames;
import dev.parley.platform.tls.Certificates;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.grpc.server.GrpcServerBuilder;
import io.micronaut.grpc.server.GrpcServerConfiguration;
import io.netty.channel.ChannelOption;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// Creates the server that listens on the network, in place of Micronaut's builder. Handlers run on virtual
/// threads, and the interceptors have our order.
@Factory
final class NetworkServer {

    private static final long PERMITTED_KEEP_ALIVE_SECONDS = 10;

    /// The window of a connection and of each of its calls. So much may arrive that nobody has asked for yet.
    private static final int WINDOW_BYTES = 256 * 1024;

    private static final int RESET_SECONDS = 10;

    /// How many connections wait to be accepted, if the system allows as many.
    private static final int BACKLOG = 4096;

    @Singleton
    Connections connections(ConnectionConfig config, FeedConfig feeds, Certificates certificates) {
        if (config.ageGrace().compareTo(feeds.longestAge()) < 0) {
            throw new ConfigurationException(
                    "PARLEY_CONNECTION_AGE_GRACE must be longer than the life of a feed, which is up to "
                            + feeds.longestAge().toSeconds() + " s.");
        }
        return new Connections(certificates.ofServer().orElse(null), config);
    }

    @Singleton
    @Replaces(value = ServerBuilder.class, factory = GrpcServerBuilder.class)
    ServerBuilder<?> serverBuilder(
            GrpcServerConfiguration micronaut,
            ServerAssembly assembly,
            ServerConfig config,
            ConnectionConfig connection,
            Connections connections,
            CallLimits limits) {
        var netty = (NettyServerBuilder) micronaut.getServerBuilder();
        netty.permitKeepAliveWithoutCalls(true)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTime(connection.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(connection.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(connection.idle().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAge(connection.age().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(connection.ageGrace().toMillis(), TimeUnit.MILLISECONDS)
                .maxRstFramesPerWindow(connection.resets(), RESET_SECONDS)
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(hardBound(config.maxMessageBytes()))
                .maxConcurrentCallsPerConnection(config.maxCalls())
                .protocolNegotiator(connections)
                .addStreamTracerFactory(limits)
                .addTransportFilter(new ConnectionNames());
        return assembly.into(netty, config.maxMessageBytes()).callExecutor(new CallExecutors());
    }

    /// Up to this size, an oversized request is refused with a reason; beyond it, the transport refuses it
    /// without one.
    private static int hardBound(int maxMessageBytes) {
        return (int) Math.min(Integer.MAX_VALUE, 4L * maxMessageBytes);
    }
}
