package dev.parley.platform.wire;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/// The one line of a unary handler.
public final class Unary {

    private Unary() {}

    /// Runs the work on the calling (virtual) thread and sends its result. What the work throws goes to the problem
    /// interceptor, which turns it into a status.
    public static <T> void reply(StreamObserver<T> observer, Supplier<T> work) {
        T result = work.get();
        observer.onNext(result);
        observer.onCompleted();
    }
}
