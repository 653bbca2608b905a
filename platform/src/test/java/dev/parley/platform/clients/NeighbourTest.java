package dev.parley.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.slf4j.LoggerFactory;

class NeighbourTest {

    private static final List<String> ANSWERS = List.of(
            "INVALID_ARGUMENT",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "DATA_LOSS",
            "PERMISSION_DENIED");

    private static final List<String> OUTAGES = List.of("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED");

    @ParameterizedTest
    @EnumSource(value = Code.class, names = "OK", mode = Mode.EXCLUDE)
    void onlyAResponseToTheCallIsPassedOn(Code code) {
        StatusRuntimeException failure = Status.fromCode(code).asRuntimeException();
        if (ANSWERS.contains(code.name())) {
            assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> fail("thread", failure)))
                    .isSameAs(failure);
        } else {
            assertThat(problemOf("thread", failure))
                    .isEqualTo(OUTAGES.contains(code.name()) ? unavailable("thread") : failing("thread", code));
        }
    }

    @Test
    void responseThatCannotBeReadIsAFailureOfTheService() {
        StatusRuntimeException unreadable = Status.CANCELLED
                .withDescription("Failed to read message.")
                .withCause(Status.INTERNAL.asRuntimeException())
                .asRuntimeException();
        assertThat(problemOf("thread", unreadable)).isEqualTo(failing("thread", Code.INTERNAL));
    }

    @ParameterizedTest
    @CsvSource({"UNAUTHENTICATED,CREDENTIALS_INVALID", "PERMISSION_DENIED,SCOPE_MISSING"})
    void refusalOfOurTokenIsNotAResponse(Code code, String reason) {
        assertThat(problemOf("thread", failure(code, reason))).isEqualTo(failing("thread", code));
    }

    /// It says nothing about the call: whoever has too many calls must make fewer, and parks nothing.
    @Test
    void serviceThatIsBusyIsUnavailable() {
        StatusRuntimeException busy = failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED");
        assertThat(problemOf("thread", busy)).isEqualTo(unavailable("thread"));
        assertThat(Failure.of(catchThrowableOfType(ProblemException.class, () -> fail("thread", busy))))
                .isEqualTo(Failure.OUTAGE);
        assertThat(Failure.of(busy)).isEqualTo(Failure.OUTAGE);
        assertThat(Failure.of(Status.RESOURCE_EXHAUSTED
                        .withDescription("gRPC message exceeds maximum size")
                        .asRuntimeException()))
                .as("a response that is too large is one of this call")
                .isEqualTo(Failure.FAULT);
    }

    /// A refusal behind the service concerns what was sent, and no retry can fix it.
    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT,REFUSAL,INVALID_ARGUMENT",
        "INTERNAL,FAULT,INTERNAL",
        "UNAVAILABLE,OUTAGE,''",
        "SOMETHING_NEW,OUTAGE,''",
        "'',OUTAGE,''"
    })
    void responseOfAnotherServiceBehindIsKept(String answer, Failure kind, String kept) {
        var info = ErrorInfo.newBuilder()
                .setReason("DEPENDENCY_UNAVAILABLE")
                .putMetadata("dependency", "message")
                .putMetadata("answer", answer)
                .build();
        StatusRuntimeException failure = StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Code.UNAVAILABLE.value())
                .addDetails(Any.pack(info))
                .build());
        assertThat(problemOf("thread", failure))
                .isEqualTo(new DependencyUnavailable("thread", Duration.ofSeconds(1), kept));
        assertThat(Failure.of(catchThrowableOfType(ProblemException.class, () -> fail("thread", failure))))
                .isEqualTo(kind);
    }

    @Test
    void denialOfTheCallIsPassedOn() {
        StatusRuntimeException denied = failure(Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> fail("thread", denied)))
                .isSameAs(denied);
    }

    @Test
    void failureThatNeedsAnOperatorIsLoggedOccasionallyAndWithoutTheText() {
        var log = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(Neighbour.class);
        log.start();
        logger.addAppender(log);
        try {
            problemOf("billing", failure(Code.UNAUTHENTICATED, "CREDENTIALS_INVALID"));
            problemOf("billing", failure(Code.UNAUTHENTICATED, "CREDENTIALS_INVALID"));
            problemOf("billing", failure(Code.UNAVAILABLE, "STORE_UNAVAILABLE"));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("The service billing refuses or fails our calls: UNAUTHENTICATED CREDENTIALS_INVALID");
    }

    private static DependencyUnavailable unavailable(String service) {
        return new DependencyUnavailable(service, Duration.ofSeconds(1));
    }

    private static DependencyUnavailable failing(String service, Code code) {
        return new DependencyUnavailable(service, Duration.ofSeconds(1), code.name());
    }

    private static Object problemOf(String service, StatusRuntimeException failure) {
        return catchThrowableOfType(ProblemException.class, () -> fail(service, failure))
                .problem();
    }

    private static void fail(String service, StatusRuntimeException failure) {
        Neighbour.call(service, () -> {
            throw failure;
        });
    }

    private static StatusRuntimeException failure(Code code, String reason) {
        var info =
                ErrorInfo.newBuilder().setReason(reason).setDomain("parley.dev").build();
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("user data")
                .addDetails(Any.pack(info))
                .build());
    }
}
