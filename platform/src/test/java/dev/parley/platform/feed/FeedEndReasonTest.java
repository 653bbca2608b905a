package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.error.v1.ErrorReason;
import dev.parley.feed.v1.CloseReason;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.Status.Code;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which status ends a feed for which reason.
class FeedEndReasonTest {

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, SHUTTING_DOWN, SHUTDOWN, true",
        "UNAVAILABLE, STORE_UNAVAILABLE, STORE_UNAVAILABLE, true",
        "UNAVAILABLE, DEPENDENCY_UNAVAILABLE, STORE_UNAVAILABLE, true",
        "RESOURCE_EXHAUSTED, RATE_LIMITED, STORE_UNAVAILABLE, true",
        "DEADLINE_EXCEEDED, DEPENDENCY_UNAVAILABLE, STORE_UNAVAILABLE, true",
        "ABORTED, VERSION_MISMATCH, STORE_UNAVAILABLE, true",
        "UNAUTHENTICATED, CREDENTIALS_INVALID, CREDENTIALS_EXPIRED, true",
        "INTERNAL, INTERNAL, INTERNAL, true",
        "UNKNOWN, INTERNAL, INTERNAL, true",
        "PERMISSION_DENIED, THREAD_ACCESS_DENIED, ACCESS_ENDED, false",
        "NOT_FOUND, MESSAGE_NOT_FOUND, ACCESS_ENDED, false",
        "FAILED_PRECONDITION, THREAD_LOCKED, ACCESS_ENDED, false",
        "INVALID_ARGUMENT, PAGE_TOKEN_INVALID, ACCESS_ENDED, false",
    })
    void statusDecidesTheReasonAndWhetherToResume(Code code, String reason, String expected, boolean resumable) {
        ErrorReason known = ErrorReason.valueOf("ERROR_REASON_" + reason);
        FeedEnd end = FeedEnd.of(ProblemStatus.of(code, known, "text"));
        assertThat(end.reason()).isEqualTo(CloseReason.valueOf("CLOSE_REASON_" + expected));
        assertThat(end.isResumable()).isEqualTo(resumable);
        assertThat(end.toProto("token").hasRetryDelay()).isEqualTo(resumable && code != Code.UNAUTHENTICATED);
    }
}
