package dev.parley.platform.wire;

import static dev.parley.platform.testing.WireProblems.detail;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.parley.error.v1.ContentRejection;
import dev.parley.error.v1.ErrorReason;
import dev.parley.platform.problem.PlatformProblem;
import dev.parley.platform.problem.PlatformProblem.FeatureNotAvailable;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.PlatformProblem.ValueUnknown;
import dev.parley.platform.problem.PlatformProblem.VersionMismatch;
import dev.parley.platform.problem.PlatformProblem.Violation;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The wire form of problems, and its bounds.
class ProblemStatusTest {

    private static final String LONG = "ä€𝄞".repeat(2_000);

    @Test
    void problemsOfEveryServiceHaveTheirReasons() {
        assertForm(new FieldUnknown("card.#17"), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN", Map.of("field", "card.#17"));
        assertForm(
                new ValueUnknown("folder", "parley.inbox.v1.Folder", 7),
                Code.UNIMPLEMENTED,
                "FEATURE_NOT_AVAILABLE",
                Map.of("feature", "parley.inbox.v1.Folder/7", "field", "folder"));
        assertForm(
                new PageTokenInvalid("page_token"),
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                Map.of("field", "page_token"));
        assertForm(
                new FeatureNotAvailable("attachments"),
                Code.UNIMPLEMENTED,
                "FEATURE_NOT_AVAILABLE",
                Map.of("feature", "attachments"));
        assertForm(new RequestTooLarge(7), Code.INVALID_ARGUMENT, "REQUEST_TOO_LARGE", Map.of("max_bytes", "7"));
        assertForm(new VersionMismatch("e7"), Code.ABORTED, "VERSION_MISMATCH", Map.of("current_etag", "e7"));
        assertForm(
                new RateLimited("sends", Duration.ofSeconds(3)),
                Code.RESOURCE_EXHAUSTED,
                "RATE_LIMITED",
                Map.of("quota", "sends"));
    }

    @Test
    void usedUpQuotaReportsWhenToRetry() {
        var failure = form(new RateLimited("sends", Duration.ofSeconds(3))).toException();

        assertThat(detail(failure, RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(3);
        assertThat(detail(failure, com.google.rpc.QuotaFailure.class)
                        .getViolations(0)
                        .getSubject())
                .isEqualTo("sends");
    }

    @Test
    void detailsOfServicesAreSentUnchanged() {
        var rejection =
                ContentRejection.newBuilder().setPolicy("control-characters").build();
        var failure = status().detail(rejection).toException();

        assertThat(detail(failure, ContentRejection.class)).isEqualTo(rejection);
    }

    @Test
    void longTextsAreTruncated() {
        var status = new ProblemStatus(
                        Code.INVALID_ARGUMENT, "REQUEST_INVALID", LONG, Map.of(), Collections.emptyList(), false)
                .with("value", LONG);

        assertThat(status.toProto().getMessage()).endsWith("…");
        assertThat(status.toProto().getSerializedSize()).isLessThan(1_000);
        assertThat(status.toStatus().getDescription()).hasSizeLessThan(300);
    }

    @Test
    void detailThatDoesNotFitIsOmittedBeforeTheReason() throws Exception {
        var large = BadRequest.newBuilder()
                .addFieldViolations(BadRequest.FieldViolation.newBuilder().setDescription(LONG))
                .build();
        var status = status().detail(large).retryAfter(Duration.ofSeconds(1)).toProto();

        assertThat(status.getSerializedSize()).isLessThanOrEqualTo(StatusSize.MOST_BYTES);
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("REQUEST_INVALID");
        assertThat(status.getDetailsList())
                .extracting(Any::getTypeUrl)
                .containsExactly(
                        "type.googleapis.com/google.rpc.ErrorInfo", "type.googleapis.com/google.rpc.RetryInfo");
    }

    @Test
    void manyLongViolationsAreReduced() {
        var violation = new Violation(LONG.substring(0, 120), LONG.substring(0, 120), LONG.substring(0, 120));
        var failure = form(new RequestInvalid(Collections.nCopies(1_000, violation)));

        assertThat(failure.toProto().getSerializedSize()).isLessThanOrEqualTo(StatusSize.MOST_BYTES);
        assertThat(detail(failure.toException(), BadRequest.class).getFieldViolationsCount())
                .isBetween(1, 10);
    }

    private static ProblemStatus status() {
        return ProblemStatus.of(
                Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_INVALID, "The request is not valid.");
    }

    private static ProblemStatus form(PlatformProblem problem) {
        return new PlatformProblemMapper().map(problem);
    }

    private static void assertForm(PlatformProblem problem, Code code, String reason, Map<String, String> metadata) {
        ProblemStatus status = form(problem);
        assertThat(status.code()).isEqualTo(code);
        assertThat(status.reason()).isEqualTo(reason);
        assertThat(status.metadata()).isEqualTo(metadata);
    }
}
