package dev.parley.platform.wire;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;

/// Refuses a request that breaks a rule of its proto before any handler sees it. It checks each message of a client
/// stream, and a broken one ends the stream.
@Singleton
public final class ValidationInterceptor implements ServerInterceptor {

    private final RequestRules rules;

    /// Checks against the rules that stand in the protos.
    public ValidationInterceptor(RequestRules rules) {
        this.rules = rules;
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (message instanceof Message request) {
                    rules.check(request);
                }
                super.onMessage(message);
            }
        };
    }
}
