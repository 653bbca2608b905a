package dev.parley.platform.testing;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.platform.application.ParleyApplication;
import dev.parley.platform.issuer.SigningKey;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/// One service with all its interceptors on a free port of this machine, on its own database, with fakes for
/// other services. Tests call it as clients do.
public final class ServiceUnderTest implements AutoCloseable {

    private static final List<String> NEIGHBOURS = List.of("thread", "message", "safety", "inbox", "file");

    private final Server neighbours;
    private final ApplicationContext context;
    private final ManagedChannel channel;

    private ServiceUnderTest(Server neighbours, ApplicationContext context) {
        this.neighbours = neighbours;
        this.context = context;
        this.channel = ParleyChannels.plaintext(
                "127.0.0.1:" + context.getBean(GrpcEmbeddedServer.class).getPort());
    }

    /// Starts a service, such as `thread`, on a new database. The overrides take precedence over every
    /// setting; the fakes respond to every call that this service makes to others.
    public static ServiceUnderTest start(String service, Map<String, Object> overrides, BindableService... neighbours) {
        return start(List.of(service), overrides, neighbours);
    }

    /// Starts several services in one process, or none except what the platform provides.
    public static ServiceUnderTest start(
            List<String> services, Map<String, Object> overrides, BindableService... neighbours) {
        String name = "neighbours-" + UUID.randomUUID();
        var settings = new HashMap<String, Object>();
        services.forEach(service -> settings.putAll(TestPostgres.database().settingsFor(service)));
        NEIGHBOURS.forEach(neighbour -> settings.put("parley.targets." + neighbour, "inprocess:" + name));
        settings.put("parley.port", 0);
        settings.put("parley.jwks", SigningKey.jwksIn(TestTokens.keyDirectory()).toString());
        settings.put("parley.key-dir", TestTokens.keyDirectory().toString());
        settings.put("parley.clock-skew", "0s");
        settings.put("parley.server.drain", "0s");
        settings.putAll(overrides);
        Server server = serve(name, neighbours);
        try {
            return new ServiceUnderTest(server, ParleyApplication.run(services, settings));
        } catch (RuntimeException failure) {
            server.shutdownNow();
            throw failure;
        }
    }

    /// Returns a channel without credentials.
    public Channel channel() {
        return channel;
    }

    /// Returns a channel of a user.
    public Channel as(String userId) {
        return with(TestTokens.user(userId));
    }

    /// Returns a channel of a user with a role.
    public Channel as(String userId, String role) {
        return with(TestTokens.user(userId, role));
    }

    /// Returns a channel of a service on its own behalf.
    public Channel asService(String name, String... scopes) {
        return with(TestTokens.service(name, scopes));
    }

    /// Returns a channel of a service that acts for a user.
    public Channel asServiceFor(String userId, String name, String... scopes) {
        var credentials = TokenCredentials.of(TestTokens.service(name, scopes)).actingFor(userId);
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(credentials));
    }

    /// Returns a channel with any token.
    public Channel with(String token) {
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    /// Returns a bean of the running service.
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// Returns the running service's context.
    public ApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
        neighbours.shutdownNow();
    }

    private static Server serve(String name, BindableService... neighbours) {
        var builder = InProcessServerBuilder.forName(name).executor(Executors.newVirtualThreadPerTaskExecutor());
        for (BindableService neighbour : neighbours) {
            builder.addService(neighbour);
        }
        try {
            return builder.build().start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
