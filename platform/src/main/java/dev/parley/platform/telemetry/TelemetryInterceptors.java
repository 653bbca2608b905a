package dev.parley.platform.telemetry;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Property;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// What watches each call. Tracing is there only when `parley.tracing.enabled` is set: it uses the OpenTelemetry of the
/// process, which its operator has set up; under the OpenTelemetry agent it stays off, as the agent traces by itself.
@Singleton
public final class TelemetryInterceptors {

    private final List<ServerInterceptor> outermostFirst;

    TelemetryInterceptors(
            MeterRegistry registry,
            @Property(name = "parley.tracing.enabled", defaultValue = "false") boolean tracing) {
        var all = new ArrayList<ServerInterceptor>();
        if (tracing) {
            all.add(GrpcTelemetry.create(GlobalOpenTelemetry.get()).newServerInterceptor());
        }
        all.add(new CallMeterInterceptor(registry));
        outermostFirst = List.copyOf(all);
    }

    /// The interceptors, outermost first.
    public List<ServerInterceptor> outermostFirst() {
        return outermostFirst;
    }
}
