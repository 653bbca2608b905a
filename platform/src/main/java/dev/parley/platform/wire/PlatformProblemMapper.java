package dev.parley.platform.wire;

import com.google.rpc.BadRequest;
import dev.parley.error.v1.ErrorReason;
import dev.parley.platform.problem.PlatformProblem;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The wire form of the problems that every service can have.
@Singleton
public final class PlatformProblemMapper implements ProblemMapper<PlatformProblem> {

    private static final Duration RESTART = Duration.ofSeconds(1);

    @Override
    public Class<PlatformProblem> type() {
        return PlatformProblem.class;
    }

    @Override
    public ProblemStatus map(PlatformProblem problem) {
        return switch (problem) {
            case RequestInvalid invalid -> invalid(invalid);
            case PageTokenInvalid() ->
                ProblemStatus.of(
                        Code.INVALID_ARGUMENT,
                        ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
                        "The token is malformed or belongs to another query.");
            case CredentialsInvalid(String why) ->
                ProblemStatus.of(Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, why);
            case ScopeMissing(String needed) ->
                ProblemStatus.of(
                                Code.PERMISSION_DENIED,
                                ErrorReason.ERROR_REASON_SCOPE_MISSING,
                                "This call needs " + needed + ".")
                        .with("needed", needed);
            case RequestIdReused(String requestId) ->
                ProblemStatus.of(
                                Code.ALREADY_EXISTS,
                                ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
                                "The request id " + requestId + " was used with other content.")
                        .with("request_id", requestId);
            case StoreUnavailable(Duration retryAfter) -> storeUnavailable(retryAfter);
            case DependencyUnavailable(String dependency, Duration retryAfter) ->
                ProblemStatus.of(
                                Code.UNAVAILABLE,
                                ErrorReason.ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                                "The service " + dependency + " cannot be reached now.")
                        .with("dependency", dependency)
                        .retryAfter(retryAfter);
            case ShuttingDown() ->
                ProblemStatus.of(
                                Code.UNAVAILABLE,
                                ErrorReason.ERROR_REASON_SHUTTING_DOWN,
                                "The server is shutting down.")
                        .retryAfter(RESTART);
        };
    }

    private static ProblemStatus storeUnavailable(Duration retryAfter) {
        return ProblemStatus.of(
                        Code.UNAVAILABLE,
                        ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                        "The store cannot be reached now.")
                .retryAfter(retryAfter)
                .afterWaiting();
    }

    private static ProblemStatus invalid(RequestInvalid problem) {
        var bad = BadRequest.newBuilder();
        for (var violation : problem.violations()) {
            bad.addFieldViolationsBuilder()
                    .setField(violation.field())
                    .setReason(violation.rule())
                    .setDescription(violation.message());
        }
        var first = problem.violations().getFirst();
        String where = first.field().isEmpty() ? "The request" : first.field();
        return ProblemStatus.of(
                        Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_INVALID, where + ": " + first.message())
                .with("field", first.field())
                .with("rule", first.rule())
                .detail(bad.build());
    }
}
