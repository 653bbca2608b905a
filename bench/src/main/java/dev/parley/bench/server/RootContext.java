package dev.parley.bench.server;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.MethodDescriptor;

/// Starts each call in the root context. A closed loop starts calls in the callbacks of calls, and with a tracing
/// bridge on the class path each would otherwise derive its context from that of the one before: a chain without
/// end.
public final class RootContext implements ClientInterceptor {

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        Context before = Context.ROOT.attach();
        try {
            return next.newCall(method, options);
        } finally {
            Context.ROOT.detach(before);
        }
    }
}
