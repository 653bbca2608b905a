package dev.parley.platform.telemetry;

import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.micronaut.context.annotation.Property;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// The interceptors that observe each call: Micrometer's meters of gRPC servers (`grpc.server.…`), and
/// tracing if `parley.tracing.enabled` is set. Tracing uses the OpenTelemetry SDK of the process, which its
/// operator has configured. Leave it off under the OpenTelemetry agent, which traces on its own.
@Singleton
public final class TelemetryInterceptors {

    private final List<ServerInterceptor> outermostFirst;
    private final List<ClientInterceptor> outgoing;

    TelemetryInterceptors(
            MeterRegistry registry,
            @Property(name = "parley.tracing.enabled", defaultValue = "false") boolean tracing) {
        var all = new ArrayList<ServerInterceptor>();
        if (tracing) {
            var telemetry = GrpcTelemetry.create(GlobalOpenTelemetry.get());
            all.add(telemetry.createServerInterceptor());
            outgoing = List.of(telemetry.createClientInterceptor());
        } else {
            outgoing = List.of();
        }
        all.add(new MetricCollectingServerInterceptor(registry));
        outermostFirst = List.copyOf(all);
    }

    /// Returns the interceptors of calls to other services.
    public List<ClientInterceptor> outgoing() {
        return outgoing;
    }

    /// Returns the interceptors, outermost first.
    public List<ServerInterceptor> outermostFirst() {
        return outermostFirst;
    }
}
