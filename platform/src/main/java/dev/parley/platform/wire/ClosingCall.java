package dev.parley.platform.wire;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/// A call that is closed at most once: by its handler, by the interceptor that found a problem, or by a limit that
/// the transport thread found exceeded. gRPC's own call is not safe for two threads, so this one writes and closes
/// under a lock. What a handler writes after the end is dropped.
final class ClosingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private volatile boolean ended;

    ClosingCall(ServerCall<Q, R> delegate) {
        super(delegate);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!ended) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(R message) {
        if (!ended) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closeOnce(status, trailers);
    }

    synchronized void closeOnce(Status status, Metadata trailers) {
        if (!ended) {
            ended = true;
            super.close(status, trailers);
        }
    }

    boolean isEnded() {
        return ended;
    }
}
