package dev.parley.platform.server;

import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.grpc.server.GrpcServerBuilder;
import io.micronaut.grpc.server.GrpcServerConfiguration;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// Creates the server that listens on the network, in place of Micronaut's builder. Handlers run on virtual
/// threads, and the interceptors have our order.
@Factory
final class NetworkServer {

    private static final long PERMITTED_KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_SECONDS = 60;
    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 20;

    @Singleton
    @Replaces(value = ServerBuilder.class, factory = GrpcServerBuilder.class)
    ServerBuilder<?> serverBuilder(GrpcServerConfiguration micronaut, ServerAssembly assembly, ServerConfig config) {
        var netty = (NettyServerBuilder) micronaut.getServerBuilder();
        netty.permitKeepAliveWithoutCalls(true)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(hardBound(config.maxMessageBytes()))
                .maxConcurrentCallsPerConnection(config.maxCalls());
        return assembly.into(netty, config.maxMessageBytes()).callExecutor(new CallExecutors());
    }

    /// Up to this size, an oversized request is refused with a reason; beyond it, the transport refuses it
    /// without one.
    private static int hardBound(int maxMessageBytes) {
        return (int) Math.min(Integer.MAX_VALUE, 4L * maxMessageBytes);
    }
}
