package dev.parley.platform.clients;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.platform.server.LocalServer;
import dev.parley.platform.telemetry.TelemetryInterceptors;
import dev.parley.platform.tls.Certificates;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The channels to the other services. Calls carry the process's own token, if it has one: a client certificate may
/// take its place. They end with the caller's
/// deadline, and after 2 s at the latest.
///
/// `parley.targets.<service>` is the address of a service: `host:port`, several of these separated by commas, or any
/// target that gRPC resolves, with the prefix `https://` for TLS; `inprocess` for a service in this process;
/// `inprocess:NAME` for a server in this JVM. Calls go to all addresses in turn.
@Singleton
public final class ServiceChannels {

    /// The prefix of the properties with the targets. The name of the service follows.
    public static final String TARGETS = "parley.targets.";

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /// For all channels together.
    private static final Duration CLOSING = Duration.ofMillis(500);

    private static final String IN_PROCESS = "inprocess";
    private static final String TLS = "https://";

    private final Environment environment;
    private final Certificates certificates;
    private final List<ClientInterceptor> interceptors;
    private final ConcurrentHashMap<String, ManagedChannel> open = new ConcurrentHashMap<>();
    private final String localName;

    ServiceChannels(
            Environment environment,
            OwnToken token,
            Certificates certificates,
            TelemetryInterceptors telemetry,
            @Property(name = LocalServer.NAME) String localName) {
        this.environment = environment;
        this.certificates = certificates;
        this.localName = localName;
        var all = new ArrayList<>(telemetry.outgoing());
        if (token.isConfigured()) {
            all.add(ParleyChannels.credentials(new TokenCredentials(token)));
        }
        this.interceptors = List.copyOf(all);
    }

    /// Returns the channel to a service, such as `message`; created at the first call, and closed with this
    /// process. Throws `ConfigurationException` if its target is not set.
    public Channel to(String service) {
        ManagedChannel channel = open.computeIfAbsent(service, this::connect);
        return ClientInterceptors.intercept(channel, interceptors);
    }

    /// Throws `ConfigurationException`, with one sentence, if this cannot be the target of a service.
    public static void check(String service, String target) {
        if (target.equals(IN_PROCESS) || target.startsWith(IN_PROCESS + ":")) {
            return;
        }
        try {
            ParleyChannels.check(withoutTls(target));
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(variable(service) + ": " + malformed.getMessage());
        }
    }

    private static String variable(String service) {
        return "PARLEY_TARGETS_" + service.toUpperCase(Locale.ROOT);
    }

    private static String withoutTls(String target) {
        return target.startsWith(TLS) ? target.substring(TLS.length()) : target;
    }

    private ManagedChannel connect(String service) {
        String target = environment
                .getProperty(TARGETS + service, String.class)
                .orElseThrow(() -> new ConfigurationException(
                        variable(service) + " is not set: it names the host and port of the " + service + " service."));
        check(service, target);
        if (target.equals(IN_PROCESS)) {
            return inProcess(localName);
        }
        if (target.startsWith(IN_PROCESS + ":")) {
            return inProcess(target.substring(IN_PROCESS.length() + 1));
        }
        var builder = target.startsWith(TLS)
                ? ParleyChannels.builder(withoutTls(target), certificates.ofClient())
                : ParleyChannels.builder(target).usePlaintext();
        return once(ParleyChannels.configure(builder, DEADLINE));
    }

    private static ManagedChannel inProcess(String name) {
        return once(
                ParleyChannels.configure(InProcessChannelBuilder.forName(name).directExecutor(), DEADLINE));
    }

    /// The channel does not retry. The caller's own retries, or the outbox, are enough, and retries at each hop
    /// would multiply.
    private static ManagedChannel once(ManagedChannelBuilder<?> builder) {
        return ParleyChannels.open(builder.disableRetry());
    }

    @PreDestroy
    void close() {
        open.values().forEach(ManagedChannel::shutdown);
        long deadline = System.nanoTime() + CLOSING.toNanos();
        open.values().forEach(channel -> await(channel, deadline));
    }

    private static void await(ManagedChannel channel, long deadline) {
        try {
            if (!channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
