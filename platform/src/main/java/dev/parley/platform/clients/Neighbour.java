package dev.parley.platform.clients;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls another service.
public final class Neighbour {

    private static final Logger LOG = LoggerFactory.getLogger(Neighbour.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long REPORT_NANOS = Duration.ofMinutes(1).toNanos();

    /// The reasons that refuse our token and say nothing about the call.
    private static final Set<String> OF_CREDENTIALS = Set.of("CREDENTIALS_INVALID", "SCOPE_MISSING");

    private static final String OF_LOAD = "RATE_LIMITED";

    private static final String OF_DEPENDENCY = "DEPENDENCY_UNAVAILABLE";

    /// The metadata of such a failure that contains the code of a response.
    private static final String ANSWER = "answer";

    private static final Set<String> CODES = Stream.of(Code.values())
            .filter(code -> code != Code.OK && !isOutage(code))
            .map(Code::name)
            .collect(Collectors.toUnmodifiableSet());

    private static final ConcurrentHashMap<String, Long> REPORTED = new ConcurrentHashMap<>();

    private Neighbour() {}

    /// Makes a call. Maps failures without a usable response to `DependencyUnavailable` of the service. Such
    /// failures are an unreachable service, a missed deadline, and a service with too many calls. A refused
    /// token, an unknown call, an internal error of the service and a response that cannot be read count as
    /// well; the problem then contains the code, and the failure is logged as an error. If the service has failed
    /// because of a response of another one, the problem contains the code of that response. Any other response
    /// is passed on, and the adapter of the call interprets it.
    public static <T> T call(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            Code code = codeOf(failure.getStatus());
            String reason = reason(failure);
            if (isAnswer(code, reason)) {
                throw failure;
            }
            if (isOutage(code) || isBusy(code, reason)) {
                throw new DependencyUnavailable(service, RETRY_AFTER, answer(failure, reason)).exception();
            }
            report(service, code, reason);
            throw new DependencyUnavailable(service, RETRY_AFTER, code.name()).exception();
        }
    }

    /// A client that cannot read a response cancels the call, with the reason as the cause.
    private static Code codeOf(Status status) {
        return status.getCode() == Code.CANCELLED && status.getCause() instanceof StatusRuntimeException unreadable
                ? unreadable.getStatus().getCode()
                : status.getCode();
    }

    private static boolean isAnswer(Code code, String reason) {
        return switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, DATA_LOSS ->
                true;
            case PERMISSION_DENIED -> !OF_CREDENTIALS.contains(reason);
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    RESOURCE_EXHAUSTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    UNAUTHENTICATED -> false;
        };
    }

    private static boolean isOutage(Code code) {
        return code == Code.UNAVAILABLE || code == Code.DEADLINE_EXCEEDED || code == Code.CANCELLED;
    }

    /// Whether a service refuses a call only because there are too many calls.
    static boolean isBusy(StatusRuntimeException failure) {
        return isBusy(failure.getStatus().getCode(), reason(failure));
    }

    /// The same code without this reason means that a response is too large to be read.
    private static boolean isBusy(Code code, String reason) {
        return code == Code.RESOURCE_EXHAUSTED && reason.equals(OF_LOAD);
    }

    private static String reason(StatusRuntimeException failure) {
        return info(failure).getReason();
    }

    /// Returns the code that the service got from another one; empty if it got none, or one that is unknown here.
    private static String answer(StatusRuntimeException failure, String reason) {
        if (!reason.equals(OF_DEPENDENCY)) {
            return "";
        }
        String answer = info(failure).getMetadataOrDefault(ANSWER, "");
        return CODES.contains(answer) ? answer : "";
    }

    private static ErrorInfo info(StatusRuntimeException failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return ErrorInfo.getDefaultInstance();
        }
        return status.getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(Neighbour::unpacked)
                .findFirst()
                .orElse(ErrorInfo.getDefaultInstance());
    }

    private static ErrorInfo unpacked(Any detail) {
        try {
            return detail.unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException malformed) {
            return ErrorInfo.getDefaultInstance();
        }
    }

    /// An operator must fix this, so it is logged once a minute for each service and code. The text of the
    /// other side is omitted, because it may contain user data.
    private static void report(String service, Code code, String reason) {
        long now = System.nanoTime();
        long latest = REPORTED.merge(
                service + " " + code, now, (last, present) -> present - last < REPORT_NANOS ? last : present);
        if (latest == now) {
            LOG.error("The service {} refuses or fails our calls: {} {}", service, code, reason);
        }
    }
}
