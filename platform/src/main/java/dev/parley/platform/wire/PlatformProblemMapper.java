package dev.parley.platform.wire;

import static dev.parley.platform.wire.ProblemStatus.of;
import static dev.parley.platform.wire.RequestRules.MOST_VIOLATIONS;

import com.google.rpc.BadRequest;
import com.google.rpc.QuotaFailure;
import dev.parley.error.v1.ErrorReason;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.PlatformProblem;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.FeatureNotAvailable;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.problem.PlatformProblem.JobNotFound;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.PlatformProblem.ValueUnknown;
import dev.parley.platform.problem.PlatformProblem.VersionMismatch;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The wire form of the problems that every service can have.
@Singleton
public final class PlatformProblemMapper implements ProblemMapper<PlatformProblem> {

    private static final int MOST_VIOLATION_BYTES = 2_500;
    private static final Duration RESTART = Duration.ofSeconds(1);

    @Override
    public Class<PlatformProblem> type() {
        return PlatformProblem.class;
    }

    @Override
    public ProblemStatus map(PlatformProblem problem) {
        return switch (problem) {
            case RequestInvalid invalid -> invalid(invalid);
            case PageTokenInvalid(String field) -> tokenInvalid(field);
            case FieldUnknown(String field) ->
                of(
                                Code.INVALID_ARGUMENT,
                                ErrorReason.ERROR_REASON_FIELD_UNKNOWN,
                                "This server does not know the field " + field + ". It may be older than the client.")
                        .with("field", field);
            case ValueUnknown(String field, String type, int number) ->
                notAvailable(type + '/' + number).with("field", field);
            case FeatureNotAvailable(String feature) -> notAvailable(feature);
            case RequestTooLarge(long maxBytes) ->
                of(
                                Code.INVALID_ARGUMENT,
                                ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE,
                                "The request has more than " + maxBytes + " bytes.")
                        .with("max_bytes", maxBytes);
            case CredentialsInvalid(String why) ->
                of(Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, why);
            case ScopeMissing(String needed) -> scopeMissing(needed);
            case RateLimited(String quota, Duration retryAfter) -> rateLimited(quota, retryAfter);
            case VersionMismatch(String current) -> versionMismatch(current);
            case RequestIdReused(String requestId) -> reused(requestId);
            case StoreUnavailable(Duration retryAfter) -> storeUnavailable(retryAfter);
            case DependencyUnavailable(String name, Duration retryAfter, String answer) ->
                dependencyUnavailable(name, retryAfter, answer);
            case JobNotFound(String job) ->
                of(Code.NOT_FOUND, ErrorReason.ERROR_REASON_JOB_NOT_FOUND, "There is no job " + job + ".")
                        .with("job_id", job);
            case ShuttingDown() ->
                of(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SHUTTING_DOWN, "The server is shutting down.")
                        .retryAfter(RESTART);
        };
    }

    private static ProblemStatus tokenInvalid(String field) {
        String advice = field.equals(PageTokens.RESUME_TOKEN)
                ? "Start the feed without it, from a position."
                : "Start without it, with the first page.";
        return of(
                        Code.INVALID_ARGUMENT,
                        ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
                        "The " + field + " is malformed, or belongs to another query or caller. " + advice)
                .with("field", field);
    }

    private static ProblemStatus notAvailable(String feature) {
        return of(
                        Code.UNIMPLEMENTED,
                        ErrorReason.ERROR_REASON_FEATURE_NOT_AVAILABLE,
                        "This server does not offer " + feature + ". GetServerInfo lists what it offers.")
                .with("feature", feature);
    }

    private static ProblemStatus scopeMissing(String needed) {
        return of(Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_SCOPE_MISSING, "This call needs " + needed + ".")
                .with("needed", needed);
    }

    private static ProblemStatus rateLimited(String quota, Duration retryAfter) {
        return of(
                        Code.RESOURCE_EXHAUSTED,
                        ErrorReason.ERROR_REASON_RATE_LIMITED,
                        "Too many calls: " + quota + " is used up.")
                .with("quota", quota)
                .retryAfter(retryAfter)
                .detail(QuotaFailure.newBuilder()
                        .addViolations(QuotaFailure.Violation.newBuilder().setSubject(quota))
                        .build());
    }

    private static ProblemStatus versionMismatch(String current) {
        return of(
                        Code.ABORTED,
                        ErrorReason.ERROR_REASON_VERSION_MISMATCH,
                        "The expected etag is not the current one, " + current + ".")
                .with("current_etag", current);
    }

    private static ProblemStatus reused(String requestId) {
        return of(
                        Code.ALREADY_EXISTS,
                        ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
                        "The request id " + requestId + " was used with other content.")
                .with("request_id", requestId);
    }

    private static ProblemStatus dependencyUnavailable(String name, Duration retryAfter, String answer) {
        var status = of(
                        Code.UNAVAILABLE,
                        ErrorReason.ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                        "The service " + name + " is unreachable now.")
                .with("dependency", name)
                .retryAfter(retryAfter);
        return answer.isEmpty() ? status : status.with("answer", answer);
    }

    private static ProblemStatus storeUnavailable(Duration retryAfter) {
        return of(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "The store is unreachable now.")
                .retryAfter(retryAfter)
                .afterWaiting();
    }

    /// Names at most ten violations, and fewer if their texts are long.
    private static ProblemStatus invalid(RequestInvalid problem) {
        var bad = BadRequest.newBuilder();
        int left = MOST_VIOLATION_BYTES;
        for (var violation :
                problem.violations().stream().limit(MOST_VIOLATIONS).toList()) {
            var named = BadRequest.FieldViolation.newBuilder()
                    .setField(violation.field())
                    .setReason(violation.rule())
                    .setDescription(violation.message())
                    .build();
            left -= named.getSerializedSize();
            if (left >= 0) {
                bad.addFieldViolations(named);
            }
        }
        var first = problem.violations().getFirst();
        String where = first.field().isEmpty() ? "The request" : first.field();
        return of(Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_INVALID, where + ": " + first.message())
                .with("field", first.field())
                .with("rule", first.rule())
                .detail(bad.build());
    }
}
