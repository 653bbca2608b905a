package dev.parley.platform.server;

import com.google.protobuf.Message;
import dev.parley.platform.caller.AccessInterceptor;
import dev.parley.platform.health.HealthWatch;
import dev.parley.platform.limit.LimitInterceptor;
import dev.parley.platform.telemetry.TelemetryInterceptors;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.TolerantParsing;
import dev.parley.platform.wire.ValidationInterceptor;
import dev.parley.server.v1.ServerServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Adds services and interceptors to a server, identically for the network and for calls within the process.
@Singleton
final class ServerAssembly {

    private final List<BindableService> services;
    private final List<ServerInterceptor> outermostFirst;

    ServerAssembly(List<BindableService> services, Chain chain, HealthWatch health, ServerConfig config, Self self) {
        checkDistinct(services);
        chain.validation().prepare(requests(services));
        this.services = new ArrayList<>(services);
        this.services.add(health.service());
        if (config.reflection()) {
            this.services.add(ProtoReflectionServiceV1.newInstance());
            this.services.add(OldReflection.service());
        }
        this.services.add(self.describing(this.services));
        this.outermostFirst = chain.outermostFirst();
    }

    /// Streams first: after a restart they all come at once.
    private static List<Message> requests(List<BindableService> services) {
        return services.stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .map(ServerMethodDefinition::getMethodDescriptor)
                .sorted(Comparator.comparing(method -> method.getType() == MethodType.UNARY))
                .map(MethodDescriptor::getRequestMarshaller)
                .filter(PrototypeMarshaller.class::isInstance)
                .map(marshaller -> (Message) ((PrototypeMarshaller<?>) marshaller).getMessagePrototype())
                .toList();
    }

    /// Of two beans that serve one name, only one would be registered, by chance. That happens if a bean which
    /// uses the base class of an endpoint for something else counts as an endpoint, too.
    private static void checkDistinct(List<BindableService> services) {
        var byName = new HashMap<String, List<String>>();
        services.forEach(service -> byName.computeIfAbsent(
                        service.bindService().getServiceDescriptor().getName(), name -> new ArrayList<>())
                .add(className(service)));
        byName.forEach((name, beans) -> {
            if (beans.size() > 1) {
                throw new ConfigurationException("Two beans serve " + name + ": "
                        + beans.stream().sorted().collect(Collectors.joining(" and "))
                        + ". Give the types of one of them with @Bean(typed = ...).");
            }
        });
    }

    private static String className(BindableService service) {
        String name = service.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// Creates the service that describes its server: with the public services of the contract, and not with
    /// those of gRPC or those for services only.
    @Singleton
    record Self(List<ServerFacts> facts, Clock clock) {

        private static final Predicate<String> PUBLIC =
                Pattern.compile("parley\\.[a-z]+\\.v[0-9]+\\.\\w+").asMatchPredicate();

        BindableService describing(List<BindableService> services) {
            var names = new ArrayList<String>();
            names.add(ServerServiceGrpc.SERVICE_NAME);
            services.stream()
                    .map(service -> service.bindService().getServiceDescriptor().getName())
                    .filter(PUBLIC)
                    .forEach(names::add);
            return new ServerGrpcService(names, facts, clock);
        }
    }

    /// Orders the interceptors. Telemetry sees the final status. Problems give each exception its wire form.
    /// Then come access, the bounds of the caller and, innermost, the rules of the request.
    @Singleton
    record Chain(
            TelemetryInterceptors telemetry,
            ProblemInterceptor problems,
            AccessInterceptor access,
            LimitInterceptor limits,
            ValidationInterceptor validation) {

        List<ServerInterceptor> outermostFirst() {
            var all = new ArrayList<>(telemetry.outermostFirst());
            all.add(problems);
            all.add(access);
            all.add(limits);
            all.add(validation);
            return List.copyOf(all);
        }
    }

    /// Adds everything, and gives each call its own virtual thread.
    ///
    /// @param maxBytes the maximum size of a request
    <B extends ServerBuilder<?>> B into(B builder, int maxBytes) {
        builder.executor(Executors.newVirtualThreadPerTaskExecutor())
                .decompressorRegistry(TolerantParsing.encodings())
                .fallbackHandlerRegistry(new UnknownRpcs());
        services.forEach(service -> builder.addService(TolerantParsing.of(service.bindService(), maxBytes)));
        outermostFirst.reversed().forEach(builder::intercept);
        return builder;
    }
}
