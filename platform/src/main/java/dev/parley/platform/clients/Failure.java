package dev.parley.platform.clients;

import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// What a failed call of another service says about what was sent to it.
public enum Failure {

    /// The service did not respond, or is too busy to. That says nothing about what was sent.
    OUTAGE,

    /// The service responded, or this process failed, in a way that may concern this call or all calls: an
    /// internal error, an unknown call, wrong credentials. It concerns what was sent if others are accepted.
    FAULT,

    /// The service refused what was sent.
    REFUSAL;

    private static final int MAX_CHARS = 200;

    /// Returns what a failure says.
    public static Failure of(Throwable failure) {
        return switch (failure) {
            case ProblemException carrier -> of(carrier.problem());
            case StatusRuntimeException busy when Neighbour.isBusy(busy) -> OUTAGE;
            case StatusRuntimeException status -> of(status.getStatus().getCode());
            default -> FAULT;
        };
    }

    private static Failure of(Problem problem) {
        return switch (problem) {
            case StoreUnavailable _, ShuttingDown _, RateLimited _ -> OUTAGE;
            case DependencyUnavailable dependency -> dependency.hasAnswered() ? ofAnswer(dependency.answer()) : OUTAGE;
            case CredentialsInvalid _, ScopeMissing _ -> FAULT;
            default -> REFUSAL;
        };
    }

    private static Failure ofAnswer(String answer) {
        return of(Status.Code.valueOf(answer));
    }

    private static Failure of(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, DATA_LOSS -> REFUSAL;
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> OUTAGE;
            case OK,
                    UNKNOWN,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAUTHENTICATED -> FAULT;
        };
    }

    /// Returns a short description for a log or a parked key.
    public static String describe(Throwable failure) {
        String text = switch (failure) {
            case ProblemException carrier -> carrier.problem().toString();
            case StatusRuntimeException status ->
                status.getStatus().getCode() + ": " + status.getStatus().getDescription();
            default -> failure.getClass().getSimpleName();
        };
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    }
}
