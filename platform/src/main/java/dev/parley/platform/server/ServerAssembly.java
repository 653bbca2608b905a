package dev.parley.platform.server;

import dev.parley.platform.caller.AccessInterceptor;
import dev.parley.platform.health.HealthWatch;
import dev.parley.platform.telemetry.TelemetryInterceptors;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.TolerantParsing;
import dev.parley.platform.wire.ValidationInterceptor;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/// Puts services and interceptors into a server, the same for the network and for calls within the process.
@Singleton
final class ServerAssembly {

    private final List<BindableService> services;
    private final List<ServerInterceptor> outermostFirst;
    private final HealthWatch health;
    private final ServerConfig config;

    ServerAssembly(List<BindableService> services, Chain chain, HealthWatch health, ServerConfig config) {
        this.services = List.copyOf(services);
        this.outermostFirst = chain.outermostFirst();
        this.health = health;
        this.config = config;
    }

    /// The interceptors: telemetry sees the final status, problems give what is thrown its wire form, then come
    /// access and, innermost, the rules of the request.
    @Singleton
    record Chain(
            TelemetryInterceptors telemetry,
            ProblemInterceptor problems,
            AccessInterceptor access,
            ValidationInterceptor validation) {

        List<ServerInterceptor> outermostFirst() {
            var all = new ArrayList<>(telemetry.outermostFirst());
            all.add(problems);
            all.add(access);
            all.add(validation);
            return List.copyOf(all);
        }
    }

    /// Adds everything, and lets each call have a virtual thread of its own.
    ///
    /// @param maxBytes the largest request that is accepted
    <B extends ServerBuilder<?>> B into(B builder, int maxBytes) {
        builder.executor(Executors.newVirtualThreadPerTaskExecutor());
        services.forEach(service -> builder.addService(TolerantParsing.of(service.bindService(), maxBytes)));
        builder.addService(health.service());
        if (config.reflection()) {
            builder.addService(ProtoReflectionServiceV1.newInstance());
            builder.addService(OldReflection.service());
        }
        outermostFirst.reversed().forEach(builder::intercept);
        return builder;
    }
}
