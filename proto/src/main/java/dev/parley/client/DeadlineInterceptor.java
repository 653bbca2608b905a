package dev.parley.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Gives a unary call without a deadline the standard one. Streams have no deadline.
final class DeadlineInterceptor implements ClientInterceptor {

    private final long nanos;

    DeadlineInterceptor(Duration standard) {
        nanos = standard.toNanos();
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        boolean bounded = method.getType() != MethodDescriptor.MethodType.UNARY || options.getDeadline() != null;
        return next.newCall(method, bounded ? options : options.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
    }
}
