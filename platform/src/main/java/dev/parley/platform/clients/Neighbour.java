package dev.parley.platform.clients;

import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Supplier;

/// Calls another service.
public final class Neighbour {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Neighbour() {}

    /// Makes a call and turns "not reached, or no answer in time" into `DependencyUnavailable` of the service. Any
    /// other status passes as it is: the adapter that knows the call gives it a meaning.
    public static <T> T call(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            if (isUnavailable(failure.getStatus().getCode())) {
                throw new DependencyUnavailable(service, RETRY_AFTER).exception();
            }
            throw failure;
        }
    }

    private static boolean isUnavailable(Status.Code code) {
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || code == Status.Code.CANCELLED;
    }
}
