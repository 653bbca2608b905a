package dev.parley.platform.wire;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/// The one-line body of a unary handler.
public final class Unary {

    private Unary() {}

    /// Runs the work on the calling (virtual) thread and sends its result. The problem interceptor turns an
    /// exception of the work into a status.
    public static <T> void reply(StreamObserver<T> observer, Supplier<T> work) {
        T result = work.get();
        observer.onNext(result);
        observer.onCompleted();
    }
}
