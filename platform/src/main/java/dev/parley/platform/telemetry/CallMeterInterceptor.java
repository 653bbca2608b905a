package dev.parley.platform.telemetry;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Times each call by method and status code. A meter is looked up once and kept, so that a call costs two readings
/// of the clock and one record.
final class CallMeterInterceptor implements ServerInterceptor {

    private static final int CODES = Status.Code.values().length;

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, MethodTimers> timers = new ConcurrentHashMap<>();

    CallMeterInterceptor(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        long start = System.nanoTime();
        MethodTimers method = timersOf(call.getMethodDescriptor());
        var measured = new SimpleForwardingServerCall<Q, R>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                method.of(status.getCode()).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                super.close(status, trailers);
            }
        };
        return next.startCall(measured, headers);
    }

    private MethodTimers timersOf(MethodDescriptor<?, ?> method) {
        MethodTimers known = timers.get(method.getFullMethodName());
        return known != null
                ? known
                : timers.computeIfAbsent(method.getFullMethodName(), name -> new MethodTimers(name, registry));
    }

    private static final class MethodTimers {

        private final String method;
        private final MeterRegistry registry;
        private final AtomicReferenceArray<Timer> byCode = new AtomicReferenceArray<>(CODES);

        MethodTimers(String method, MeterRegistry registry) {
            this.method = method;
            this.registry = registry;
        }

        Timer of(Status.Code code) {
            Timer known = byCode.get(code.ordinal());
            return known != null ? known : register(code);
        }

        private Timer register(Status.Code code) {
            Timer timer = Timer.builder("parley.calls")
                    .description("Calls by method and status code, with the time until they ended")
                    .tag("method", method)
                    .tag("code", code.name())
                    .register(registry);
            byCode.set(code.ordinal(), timer);
            return timer;
        }
    }
}
