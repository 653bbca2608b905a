package dev.parley.e2e.replica;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/// Gives each unary call a few seconds, as an app does.
final class Patience implements ClientInterceptor {

    private static final int SECONDS = 5;

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
        return next.newCall(method, unary ? options.withDeadlineAfter(SECONDS, TimeUnit.SECONDS) : options);
    }
}
