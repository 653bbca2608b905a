package dev.parley.clientkit.call;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.MethodDescriptor;

/// Starts each call in the root context. A closed loop starts calls in the callbacks of other calls. With a
/// tracing bridge on the class path, each call would derive its context from the previous one, in an endless
/// chain.
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
