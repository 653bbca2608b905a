package dev.parley.platform.outbox;

import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// Distinguishes a failure that a retry may fix from one that it cannot.
final class Failures {

    private static final int MAX_CHARS = 200;

    private Failures() {}

    /// Whether the consumer has refused the entry itself. Wrong credentials, or a consumer that does not know
    /// the call yet, do not count: an operator or a deployment fixes them, and a retry then succeeds.
    /// Internal errors may be transient as well.
    static boolean isFinal(Throwable failure) {
        return switch (failure) {
            case ProblemException carrier -> isFinal(carrier.problem());
            case StatusRuntimeException status -> isFinal(status.getStatus().getCode());
            default -> false;
        };
    }

    private static boolean isFinal(Problem problem) {
        return !(problem instanceof StoreUnavailable
                || problem instanceof DependencyUnavailable
                || problem instanceof ShuttingDown
                || problem instanceof CredentialsInvalid
                || problem instanceof ScopeMissing);
    }

    private static boolean isFinal(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, DATA_LOSS -> true;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    UNAUTHENTICATED -> false;
        };
    }

    /// Returns a short description for a log or the parked row.
    static String describe(Throwable failure) {
        String text = switch (failure) {
            case ProblemException carrier -> carrier.problem().toString();
            case StatusRuntimeException status ->
                status.getStatus().getCode() + ": " + status.getStatus().getDescription();
            default -> failure.getClass().getSimpleName();
        };
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    }
}
