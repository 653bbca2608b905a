package dev.parley.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Reads problems as a client sees them.
public final class WireProblems {

    private WireProblems() {}

    /// Asserts that a call fails with a code and a reason; returns the failure.
    public static StatusRuntimeException assertProblem(ThrowingCallable call, Status.Code code, String reason) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
        return assertProblem((StatusRuntimeException) thrown, code, reason);
    }

    /// Asserts the code and the reason of a failure, and that its domain is ours; returns the failure.
    public static StatusRuntimeException assertProblem(
            StatusRuntimeException failure, Status.Code code, String reason) {
        assertThat(failure.getStatus().getCode())
                .as("code of %s", failure.getStatus())
                .isEqualTo(code);
        ErrorInfo info = errorInfo(failure);
        assertThat(info.getReason()).isEqualTo(reason);
        assertThat(info.getDomain()).isEqualTo("parley.dev");
        return failure;
    }

    /// Returns the only `ErrorInfo` of a failure.
    public static ErrorInfo errorInfo(StatusRuntimeException failure) {
        return detail(failure, ErrorInfo.class);
    }

    /// Returns the `BadRequest` of a failure.
    public static BadRequest badRequest(StatusRuntimeException failure) {
        return detail(failure, BadRequest.class);
    }

    /// Returns the `RetryInfo` of a failure.
    public static RetryInfo retryInfo(StatusRuntimeException failure) {
        return detail(failure, RetryInfo.class);
    }

    /// Returns the only detail of a type.
    public static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        assertThat(status).as("details of %s", failure.getStatus()).isNotNull();
        var found = status.getDetailsList().stream().filter(any -> any.is(type)).toList();
        assertThat(found).as("%s in %s", type.getSimpleName(), status).hasSize(1);
        return unpack(found.getFirst(), type);
    }

    private static <T extends Message> T unpack(Any any, Class<T> type) {
        try {
            return any.unpack(type);
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
