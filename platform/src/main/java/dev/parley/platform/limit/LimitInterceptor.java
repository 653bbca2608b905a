package dev.parley.platform.limit;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;

/// Refuses a call that would exceed a bound. It runs after the check of the caller, whose bounds they are.
@Singleton
public final class LimitInterceptor implements ServerInterceptor {

    private static final String REFLECTION = "grpc.reflection.";

    private final CallLimits limits;

    /// Counts with these limits.
    public LimitInterceptor(CallLimits limits) {
        this.limits = limits;
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        HeldCall held = limits.enter(call);
        Listener<Q> listener = next.startCall(held == null ? call : held.counted(call), headers);
        return call.getMethodDescriptor().getFullMethodName().startsWith(REFLECTION) ? paced(listener) : listener;
    }

    /// The largest answers that need no token are those of reflection.
    private <Q> Listener<Q> paced(Listener<Q> listener) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                limits.enterReflection();
                super.onMessage(message);
            }
        };
    }
}
