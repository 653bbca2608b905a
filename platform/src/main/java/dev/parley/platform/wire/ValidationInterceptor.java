package dev.parley.platform.wire;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/// Refuses a request before any handler sees it: a public one that carries an unknown field, and any
/// request that breaks a rule of its proto. Checks each message of a client stream, and an invalid one ends
/// the stream.
@Singleton
public final class ValidationInterceptor implements ServerInterceptor {

    private final RequestRules rules;
    private final ConcurrentHashMap<String, Boolean> refusesUnknown = new ConcurrentHashMap<>();

    /// Checks against the validation rules of the protos.
    public ValidationInterceptor(RequestRules rules) {
        this.rules = rules;
    }

    /// Compiles the rules of these requests in the background, see [RequestRules#prepare].
    public void prepare(Collection<? extends Message> requests) {
        rules.prepare(requests);
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        boolean refuseUnknown = refusesUnknown(call.getMethodDescriptor());
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (message instanceof Message request) {
                    rules.check(request, refuseUnknown);
                }
                super.onMessage(message);
            }
        };
    }

    private boolean refusesUnknown(MethodDescriptor<?, ?> method) {
        Boolean known = refusesUnknown.get(method.getFullMethodName());
        return known != null
                ? known
                : refusesUnknown.computeIfAbsent(
                        method.getFullMethodName(), name -> UnknownFields.areRefusedBy(method));
    }
}
