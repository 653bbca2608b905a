package dev.parley.platform.wire;

import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.Problem;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Ends a call whose handler throws with the wire form of the exception.
///
/// Wraps the listener and the start of the call: gRPC itself ends a stream when a handler throws, so an
/// interceptor that only watches `close` never sees it. The status of another service is not a response of
/// this one: the adapter that made the call interprets it, or it is an internal error.
@Singleton
public final class ProblemInterceptor implements ServerInterceptor {

    private final Problems problems;

    /// Uses the wire forms of all services of this process.
    public ProblemInterceptor(Problems problems) {
        this.problems = problems;
    }

    @Override
    public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var closing = new ClosingCall<>(call);
        try {
            return new ProblemListener<>(next.startCall(closing, headers), closing);
        } catch (Throwable thrown) {
            end(closing, thrown);
            return new Listener<>() {};
        }
    }

    private void end(ClosingCall<?, ?> call, Throwable thrown) {
        var form = problems.statusOf(thrown, call.getMethodDescriptor().getFullMethodName());
        call.closeOnce(form.toStatus(), form.toTrailers());
    }

    private final class ProblemListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ClosingCall<?, ?> call;

        ProblemListener(Listener<Q> delegate, ClosingCall<?, ?> call) {
            super(delegate);
            this.call = call;
        }

        /// A message is null, or a placeholder, if its bytes were not a request: see [TolerantParsing].
        @Override
        public void onMessage(@Nullable Q message) {
            guarded(() -> super.onMessage(parsed(message)));
        }

        private static <T> T parsed(@Nullable T message) {
            if (message == null) {
                throw RequestInvalid.malformed().exception();
            }
            if ((Object) message instanceof TolerantParsing.Refused(Problem problem)) {
                throw problem.exception();
            }
            return message;
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        private void guarded(Runnable event) {
            if (call.isEnded()) {
                return;
            }
            try {
                event.run();
            } catch (Throwable thrown) {
                end(call, thrown);
            }
        }
    }
}
