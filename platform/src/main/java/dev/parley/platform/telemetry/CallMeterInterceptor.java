package dev.parley.platform.telemetry;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Times each call by method and status code, once: when it is closed, or when its caller goes before that. A meter is
/// looked up once and kept, so that a call costs two readings
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
        var measured = new MeasuredCall<>(call, timersOf(call.getMethodDescriptor()));
        return new SimpleForwardingServerCallListener<>(next.startCall(measured, headers)) {
            @Override
            public void onCancel() {
                measured.ended(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    private MethodTimers timersOf(MethodDescriptor<?, ?> method) {
        MethodTimers known = timers.get(method.getFullMethodName());
        return known != null
                ? known
                : timers.computeIfAbsent(method.getFullMethodName(), name -> new MethodTimers(name, registry));
    }

    private static final class MeasuredCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final long start = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final MethodTimers method;

        MeasuredCall(ServerCall<Q, R> call, MethodTimers method) {
            super(call);
            this.method = method;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            ended(status.getCode());
            super.close(status, trailers);
        }

        void ended(Status.Code code) {
            if (ended.compareAndSet(false, true)) {
                method.of(code).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        }
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
