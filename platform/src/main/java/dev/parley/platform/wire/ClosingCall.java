package dev.parley.platform.wire;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/// A call that is closed at most once, by the handler or by the interceptor that found a problem.
final class ClosingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private final AtomicBoolean ended = new AtomicBoolean();

    ClosingCall(ServerCall<Q, R> delegate) {
        super(delegate);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closeOnce(status, trailers);
    }

    void closeOnce(Status status, Metadata trailers) {
        if (ended.compareAndSet(false, true)) {
            super.close(status, trailers);
        }
    }

    boolean isEnded() {
        return ended.get();
    }
}
